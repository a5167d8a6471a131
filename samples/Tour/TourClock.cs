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
