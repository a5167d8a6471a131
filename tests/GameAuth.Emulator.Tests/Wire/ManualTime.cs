namespace GameAuth.Emulator.Tests.Wire;

/// <summary>A clock that stands still until a test moves it. Timers fire at once and are remembered.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TaskCompletionSource _firstWait = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Ends when somebody begins to wait.</summary>
    public Task FirstWait => _firstWait.Task;

    /// <summary>Whether a wait ends at once; otherwise it never does.</summary>
    public bool WaitsEnd { get; init; } = true;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime);
        _firstWait.TrySetResult();
        return System.CreateTimer(callback, state, WaitsEnd ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
