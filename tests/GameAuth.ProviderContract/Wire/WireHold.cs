namespace GameAuth.ProviderContract;

/// <summary>A call that is held before it reaches the server.</summary>
public sealed class WireHold
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the call has come.</summary>
    public Task Reached => _reached.Task.WaitAsync(ProviderHarness.Patience);

    /// <summary>Lets it go on.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Waits here until it is released; for a call that is held elsewhere than before the server.</summary>
    public Task HoldAsync(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        return _released.Task.WaitAsync(cancellationToken);
    }
}
