namespace Tour;

/// <summary>The machine's clock, which the tour sets ahead to see tokens expire; the emulator and the application share it. Timers see it too: one that falls due on the way fires at once.</summary>
internal sealed class TourClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<TourTimer> _timers = [];
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _ahead);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            TourTimer timer = new(this, callback, state, dueTime, period);
            _timers.Add(timer);
            return timer;
        }
    }

    public void SetAhead(TimeSpan by)
    {
        lock (_gate)
        {
            Interlocked.Add(ref _ahead, by.Ticks);
            foreach (TourTimer timer in _timers)
            {
                timer.CatchUp();
            }
        }
    }

    internal void Remove(TourTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }
}

/// <summary>A timer of the machine that knows when it is due by the tour's clock.</summary>
internal sealed class TourTimer : ITimer
{
    private readonly TourClock _clock;
    private readonly Lock _gate = new();
    private readonly ITimer _inner;
    private DateTimeOffset? _due;
    private TimeSpan _period;

    public TourTimer(TourClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _clock = clock;
        _inner = TimeProvider.System.CreateTimer(
            of =>
            {
                Fired();
                callback(of);
            },
            state,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        Change(dueTime, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _period = period;
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
            return _inner.Change(dueTime, period);
        }
    }

    /// <summary>The clock was set ahead: what is left of the wait is less now.</summary>
    public void CatchUp()
    {
        lock (_gate)
        {
            if (_due is { } due)
            {
                TimeSpan left = due - _clock.GetUtcNow();
                _inner.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
            }
        }
    }

    public void Dispose()
    {
        _clock.Remove(this);
        _inner.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        _clock.Remove(this);
        return _inner.DisposeAsync();
    }

    private void Fired()
    {
        lock (_gate)
        {
            _due = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? null : _clock.GetUtcNow() + _period;
        }
    }
}
