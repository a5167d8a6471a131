namespace GameAuth.Testing;

/// <summary>Somebody who waits until so many timers are armed.</summary>
internal sealed class PendingWait
{
    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _cancelled;

    public PendingWait(int count, CancellationToken cancellationToken)
    {
        Count = count;
        _cancelled = cancellationToken.UnsafeRegister(static (wait, token) => ((PendingWait)wait!)._source.TrySetCanceled(token), this);
    }

    public int Count { get; }

    public Task Task => _source.Task;

    public bool IsOver => _source.Task.IsCompleted;

    public void Complete()
    {
        _cancelled.Dispose();
        _source.TrySetResult();
    }
}
