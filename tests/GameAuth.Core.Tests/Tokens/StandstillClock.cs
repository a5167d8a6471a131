namespace GameAuth.Tests.Tokens;

/// <summary>The clock of a process that is stopped and goes on: nothing runs meanwhile, and then every timer that is late fires once.</summary>
internal sealed class StandstillClock : TimeProvider
{
    private readonly List<LateTimer> _armed = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(60).AddTicks(_now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        LateTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The process stands still for so long.</summary>
    public void StandStill(TimeSpan time)
    {
        _now += time.Ticks;
        foreach (LateTimer late in _armed.Where(timer => timer.Due <= _now).ToList())
        {
            _armed.Remove(late);
            late.Fire();
        }
    }

    /// <summary>The process runs for so long: each timer fires in its time.</summary>
    public void Run(TimeSpan time)
    {
        long end = _now + time.Ticks;
        while (_armed.Where(timer => timer.Due <= end).MinBy(static timer => timer.Due) is { } next)
        {
            StandStill(TimeSpan.FromTicks(Math.Max(0, next.Due - _now)));
        }

        _now = end;
    }

    private sealed class LateTimer(StandstillClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock._armed.Remove(this);
            if (dueTime >= TimeSpan.Zero)
            {
                Due = clock._now + dueTime.Ticks;
                clock._armed.Add(this);
            }

            return true;
        }

        public void Dispose() => clock._armed.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
