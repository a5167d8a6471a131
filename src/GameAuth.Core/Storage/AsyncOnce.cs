namespace GameAuth.Storage;

/// <summary>Runs something once for all who ask at the same time and after; a failure is not kept, since its cause may pass.</summary>
internal sealed class AsyncOnce(Func<Task> action)
{
    private readonly Lock _gate = new();
    private volatile Task? _running;

    public ValueTask RunAsync(CancellationToken cancellationToken)
    {
        if (_running is { IsCompletedSuccessfully: true })
        {
            return default;
        }

        lock (_gate)
        {
            if (_running is null or { IsFaulted: true } or { IsCanceled: true })
            {
                // One caller's cancellation must not fail the others, so the work itself has none.
                _running = Task.Run(action, CancellationToken.None);
            }

            return new(_running.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Runs it anew at the next call.</summary>
    public void Reset() => _running = null;
}
