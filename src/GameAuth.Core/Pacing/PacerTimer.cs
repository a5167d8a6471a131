namespace GameAuth.Providers;

/// <summary>The one timer of a pacer, armed only while somebody waits. Guarded by the engine's lock.</summary>
internal sealed class PacerTimer(TimeProvider clock, Action onDue) : IDisposable
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);
    private ITimer? _timer;
    private long? _armedFor;
    private bool _disposed;

    /// <summary>The timer has fired and is not armed any more.</summary>
    public void Fired() => _armedFor = null;

    /// <summary>Arms it for a time, or for none.</summary>
    public void Arm(long? due, long now)
    {
        if (_disposed || _armedFor == due)
        {
            return;
        }

        _armedFor = due;
        if (due is null)
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Rounded up to what timers can do, so that none fires just before its time, over and over.
        double milliseconds = Math.Ceiling((due.Value - now) / (double)TimeSpan.TicksPerMillisecond);
        _timer ??= Create();
        _timer.Change(TimeSpan.FromMilliseconds(Math.Min(milliseconds, _longest.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _disposed = true;
        _timer?.Dispose();
    }

    private ITimer Create()
    {
        // The timer serves everybody, so it must not carry the ambient state of whoever came first.
        using AsyncFlowControl? uncaptured = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        return clock.CreateTimer(static onDue => ((Action)onDue!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>The pacer's own time: ticks of the monotonic clock since it was made. Guarded by the engine's lock, but for <see cref="UtcNow"/>.</summary>
internal sealed class PacerClock(TimeProvider clock)
{
    private readonly long _origin = clock.GetTimestamp();
    private long _now;

    public DateTimeOffset UtcNow => clock.GetUtcNow();

    public long Now() => _now = Math.Max(_now, clock.GetElapsedTime(_origin).Ticks);

    public DateTimeOffset ToWall(long at, long now)
    {
        DateTimeOffset utcNow = UtcNow;
        return at <= now ? utcNow : utcNow.AddTicks(Math.Min(at - now, DateTimeOffset.MaxValue.UtcTicks - utcNow.UtcTicks));
    }
}
