namespace GameAuth.Providers;

/// <summary>Counts the mints on the wire and the work that outlives a call, so that a stopping host refuses new ones, tells the work, and waits for all.</summary>
internal sealed class ShutdownGate(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _stopping;

    /// <summary>Cancelled when the wait is over and what is still on the wire is given up.</summary>
    public CancellationToken Aborted => _abort.Token;

    /// <summary>Cancelled when the host begins to stop.</summary>
    public CancellationToken Stopping => _stop.Token;

    public bool IsStopping => Volatile.Read(ref _stopping);

    /// <exception cref="ObjectDisposedException">The host is stopping.</exception>
    public void Enter(string step)
    {
        lock (_gate)
        {
            if (_stopping)
            {
                throw new ObjectDisposedException("GameAuth", $"The host is stopping: the step '{step}' was not begun.");
            }

            _running++;
        }
    }

    public void Exit()
    {
        lock (_gate)
        {
            _running--;
            if (_stopping && _running == 0)
            {
                _empty.TrySetResult();
            }
        }
    }

    /// <summary>Refuses new mints, waits for those on the wire, and then gives them up.</summary>
    public async Task StopAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        // Told first: who is refused a mint because of the stop has heard of the stop.
        await _stop.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _stopping = true;
            if (_running == 0)
            {
                _empty.TrySetResult();
            }
        }

        try
        {
            await _empty.Task.WaitAsync(wait, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // Their intents are saved, so the next start knows what was on the wire.
        }

        await _abort.CancelAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _abort.Dispose();
        _stop.Dispose();
    }
}
