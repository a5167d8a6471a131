namespace GameAuth.Emulator.Tests.Wire;

/// <summary>A clock that stands still until a test moves it. Timers fire at once and are remembered.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TaskCompletionSource _firstWait = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly List<StepTimer> _steps = [];

    public List<TimeSpan> Waits { get; } = [];

    public bool HasWait(TimeSpan length)
    {
        lock (_steps) { return Waits.Contains(length); }
    }

    /// <summary>Ends when somebody has begun to wait so long so often.</summary>
    public async Task WaitsOfAsync(TimeSpan length, int times)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (true)
        {
            lock (_steps)
            {
                if (Waits.Count(one => one == length) >= times) { return; }
            }

            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Ends when somebody begins to wait.</summary>
    public Task FirstWait => _firstWait.Task;

    /// <summary>Whether a wait ends at once; otherwise it never does.</summary>
    public bool WaitsEnd { get; init; } = true;

    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Whether a wait ends when <see cref="Advance"/> passes its end, instead.</summary>
    public bool WaitsForAdvance { get; init; }

    public void Advance(TimeSpan by)
    {
        StepTimer[] due;
        lock (_steps)
        {
            _now += by;
            due = [.. _steps.Where(timer => timer.Due <= _now)];
            _steps.RemoveAll(timer => due.Contains(timer));
        }

        foreach (StepTimer timer in due) { timer.Fire(); }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_steps) { Waits.Add(dueTime); }
        _firstWait.TrySetResult();
        if (WaitsForAdvance)
        {
            StepTimer step = new(this, callback, state);
            step.Change(dueTime, period);
            return step;
        }

        return System.CreateTimer(callback, state, WaitsEnd ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private sealed class StepTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._steps)
            {
                time._steps.Remove(this);
                Due = dueTime < TimeSpan.Zero ? DateTimeOffset.MaxValue : time._now + dueTime;
                time._steps.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._steps) { time._steps.Remove(this); }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
