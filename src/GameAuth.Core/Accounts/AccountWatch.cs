namespace GameAuth.Providers;

/// <summary>
/// Looks at the stored accounts that this process has met, so that a sign-out, a new sign-in or a forgotten device elsewhere is noticed; tells of sign-ins that end soon; evicts idle
/// tokens; and ends what is kept alive for accounts when the host stops.
/// </summary>
internal sealed class AccountWatch(TokenEngine engine, AccountLog log, KeepAliveService? warmer, SignInExpiryNotice? expiry) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private AccountDirectory[] _directories = [];
    private Task _running = Task.CompletedTask;

    public void Start(AccountDirectory[] directories)
    {
        _directories = directories;
        _running = Task.Run(RunAsync);
    }

    /// <param name="cancellationToken">Ends the wait: what is still being ended is given up when the engine is.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // First of all: to end a thing at its service takes tokens, which are minted until the engine stops.
        await Task.WhenAll(_directories.Select(static directory => directory.Works.StopAsync()))
            .WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        DateTimeOffset swept = engine.Time.GetUtcNow();
        while (!_stop.IsCancellationRequested)
        {
            // Warming may wait for the wire, and looking must not.
            warmer?.Turn(_directories, _stop.Token);
            await Task.Delay(engine.Options.WatchInterval, engine.Time, _stop.Token).ConfigureAwait(false);
            bool sweep = warmer is null && engine.Time.GetUtcNow() - swept >= engine.Options.IdleTimeout;
            swept = sweep ? engine.Time.GetUtcNow() : swept;
            foreach (AccountDirectory directory in _directories)
            {
                await LookAsync(directory).ConfigureAwait(false);
                if (sweep)
                {
                    directory.Sweep();
                }
            }

            await (expiry is null ? Task.CompletedTask : GuardAsync(() => expiry.LookAsync(_directories, _stop.Token))).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(AccountDirectory directory)
    {
        foreach (AccountBinding binding in directory.Met)
        {
            await GuardAsync(() => binding.State.LookAsync(_stop.Token).AsTask()).ConfigureAwait(false);
        }

        await GuardAsync(() => directory.LookAtDevicesAsync(_stop.Token)).ConfigureAwait(false);
    }

    private async Task GuardAsync(Func<Task> look)
    {
        try
        {
            await look().ConfigureAwait(false);
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            // A store that fails now is looked at again at the next turn.
            log.WatchFailed(error.GetType().Name);
        }
    }
}
