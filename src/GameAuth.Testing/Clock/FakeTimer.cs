using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Testing;

/// <summary>A timer of the base class, which keeps the time, with what a test may ask about it. Guarded by the clock's lock.</summary>
internal sealed class FakeTimer : ITimer
{
    private readonly FakeClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;

    [SuppressMessage("Usage", "CA2213", Justification = "A captured context is shared with whoever else captured it.")]
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private long _period;
    private volatile bool _disposed;

    public FakeTimer(FakeClock clock, TimerCallback callback, object? state)
    {
        _clock = clock;
        _callback = callback;
        _state = state;
        Base = clock.CreateBaseTimer(this);
    }

    public ITimer Base { get; }

    public long Due { get; private set; }

    public long Order { get; private set; }

    public void Schedule(long due, TimeSpan period, long order)
    {
        Due = due;
        Order = order;
        _period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
    }

    /// <summary>After it has fired: false if that was the last time.</summary>
    public bool ScheduleNext(long order)
    {
        Due += _period;
        Order = order;
        return _period > 0;
    }

    public bool Change(TimeSpan dueTime, TimeSpan period) => _clock.Arm(this, dueTime, period);

    public void FallDue() => _clock.FallDue(this);

    public void Fire()
    {
        if (_disposed)
        {
            return;
        }

        if (_context is null)
        {
            _callback(_state);
        }
        else
        {
            ExecutionContext.Run(_context, static timer => ((FakeTimer)timer!).Call(), this);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _clock.Disarm(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call() => _callback(_state);
}
