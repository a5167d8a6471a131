namespace GameAuth.Pd2;

/// <summary>
/// The heartbeat of a connection, both ways. Engine.IO 3: a ping of ours each interval, and the server is dead when nothing comes within the time limit after it. Engine.IO 4: the server
/// pings, and is dead when nothing comes within interval and time limit. Anything that comes is a sign of life.
/// </summary>
internal sealed class EngineHeartbeat : IDisposable
{
    // A process that stood still (a stopped container, a debugger) finds its timers late and the server's packets unread: they are read before the server counts as dead.
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _timeout;
    private readonly Action? _ping;
    private readonly Action _dead;
    private readonly ITimer _timer;
    private long _heardAt;
    private long _pingedAt;
    private TimeSpan _due;
    private long _armedAt;
    private bool _isWaiting;
    private bool _isOver;

    /// <summary>Begins to count.</summary>
    /// <param name="handshake">Interval and time limit.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ping">Sends a ping (3); null where the server does that (4).</param>
    /// <param name="dead">The server is dead; told once.</param>
    public EngineHeartbeat(EngineHandshake handshake, TimeProvider time, Action? ping, Action dead)
    {
        _time = time;
        _interval = handshake.PingInterval;
        _timeout = handshake.PingTimeout;
        _ping = ping;
        _dead = dead;
        _heardAt = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((EngineHeartbeat)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            Arm(ping is null ? _interval + _timeout : _interval);
        }
    }

    /// <summary>Something has come.</summary>
    public void Hear() => Volatile.Write(ref _heardAt, _time.GetTimestamp());

    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        _timer.Dispose();
    }

    private void Arm(TimeSpan due)
    {
        _due = due;
        _armedAt = _time.GetTimestamp();
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void OnDue()
    {
        bool isDead = false;
        bool pings = false;
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            long now = _time.GetTimestamp();
            if (_time.GetElapsedTime(_armedAt, now) - _due >= Stall)
            {
                Arm(Stall);
                return;
            }

            (isDead, pings) = _ping is null ? JudgeServersPings(now) : JudgeOwnPings(now);
            _isOver = isDead;
        }

        if (isDead)
        {
            _dead();
        }
        else if (pings)
        {
            _ping!();
        }
    }

    private (bool IsDead, bool Pings) JudgeServersPings(long now)
    {
        TimeSpan left = _interval + _timeout - _time.GetElapsedTime(Volatile.Read(ref _heardAt), now);
        if (left > TimeSpan.Zero)
        {
            Arm(left);
        }

        return (left <= TimeSpan.Zero, false);
    }

    private (bool IsDead, bool Pings) JudgeOwnPings(long now)
    {
        if (_isWaiting)
        {
            // The ping was sent one time limit ago.
            _isWaiting = false;
            if (Volatile.Read(ref _heardAt) < _pingedAt)
            {
                return (true, false);
            }

            TimeSpan left = _interval - _time.GetElapsedTime(_pingedAt, now);
            if (left > TimeSpan.Zero)
            {
                Arm(left);
                return (false, false);
            }
        }

        (_pingedAt, _isWaiting) = (now, true);
        Arm(_timeout);
        return (false, true);
    }
}
