using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Testing;

internal sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state) : ITimer
{
    [SuppressMessage("Usage", "CA2213", Justification = "A captured context is shared with whoever else captured it.")]
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private volatile bool _disposed;

    public bool IsDisposed => _disposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        if (_disposed)
            return false;
        clock.Arm(this, dueTime == Timeout.InfiniteTimeSpan ? null : dueTime.Ticks, period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks);
        return true;
    }

    public void Fire()
    {
        if (_disposed)
            return;
        if (_context is null)
            callback(state);
        else
            ExecutionContext.Run(_context, static timer => ((FakeTimer)timer!).Call(), this);
    }

    public void Dispose()
    {
        _disposed = true;
        clock.Arm(this, null, 0);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call() => callback(state);
}
