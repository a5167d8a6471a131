namespace GameAuth.Testing;

/// <summary>A call that a <see cref="RecordingStore"/> keeps waiting. Safe for use from any thread.</summary>
public sealed class HeldStoreCall
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal HeldStoreCall()
    {
    }

    /// <summary>Completes when the call has come and waits.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets the call go on to the store.</summary>
    public void Release() => _released.TrySetResult();

    internal Task WaitAsync(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        return _released.Task.WaitAsync(cancellationToken);
    }
}
