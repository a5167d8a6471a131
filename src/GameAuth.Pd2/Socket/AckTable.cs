using System.Collections.Concurrent;

namespace GameAuth.Pd2;

/// <summary>What waits for an acknowledgement on one connection, by number, each with its time limit. One timer serves all of them. Safe for use from any thread.</summary>
internal sealed class AckTable : IDisposable
{
    private const long Never = long.MaxValue;

    // A process that stood still finds its timers late and the answers unread: they are read before a limit counts.
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, PendingAck> _waiting = new(concurrencyLevel: 2, capacity: 31);
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _stall;
    private readonly ITimer _timer;
    private long _due = Never;
    private int _lastId;
    private bool _isOver;

    public AckTable(TimeProvider time)
    {
        _time = time;
        _stall = TicksOf(Stall);
        _timer = time.CreateTimer(static state => ((AckTable)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count => _waiting.Count;

    /// <summary>A number that no other event of this connection waits under.</summary>
    public int NextId() => Interlocked.Increment(ref _lastId) & int.MaxValue;

    /// <summary>Takes one in, until its answer, the end of its time, or its caller's will.</summary>
    public void Add(PendingAck pending, TimeSpan limit, CancellationToken cancellationToken)
    {
        pending.Deadline = limit == Timeout.InfiniteTimeSpan ? Never : _time.GetTimestamp() + TicksOf(limit);
        _waiting[pending.Id] = pending;
        if (pending.Deadline < Volatile.Read(ref _due))
        {
            lock (_gate)
            {
                Arm(pending.Deadline);
            }
        }

        pending.EndWith(this, cancellationToken);
        if (Volatile.Read(ref _isOver) && Take(pending.Id) is not null)
        {
            pending.End(AckEnd.Lost);
        }
    }

    /// <summary>Takes one out; null where none waits under the number.</summary>
    public PendingAck? Take(int id) => _waiting.TryRemove(id, out PendingAck? pending) ? pending : null;

    /// <summary>Takes out one whose caller gives up.</summary>
    public void GiveUp(PendingAck pending)
    {
        if (Take(pending.Id) is not null)
        {
            pending.End(AckEnd.GivenUp);
        }
    }

    /// <summary>The connection is lost: each one ends, and so does whatever comes later.</summary>
    public void End()
    {
        Volatile.Write(ref _isOver, true);
        foreach (int id in _waiting.Keys)
        {
            Take(id)?.End(AckEnd.Lost);
        }

        Dispose();
    }

    public void Dispose() => _timer.Dispose();

    private long TicksOf(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private void Arm(long due)
    {
        if (due < _due && !_isOver)
        {
            Volatile.Write(ref _due, due);

            // Timers count whole milliseconds and cut off the rest, which would end it just before its time.
            double milliseconds = Math.Ceiling(1000.0 * Math.Max(0, due - _time.GetTimestamp()) / _time.TimestampFrequency);
            _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
        }
    }

    private void OnDue()
    {
        long now = _time.GetTimestamp();
        lock (_gate)
        {
            bool stoodStill = _due != Never && now - _due >= _stall;
            Volatile.Write(ref _due, Never);
            if (stoodStill)
            {
                Arm(now + _stall);
                return;
            }
        }

        long next = Never;
        foreach ((int id, PendingAck pending) in _waiting)
        {
            if (pending.Deadline > now)
            {
                next = Math.Min(next, pending.Deadline);
            }
            else
            {
                Take(id)?.End(AckEnd.TimedOut);
            }
        }

        lock (_gate)
        {
            Arm(next);
        }
    }
}
