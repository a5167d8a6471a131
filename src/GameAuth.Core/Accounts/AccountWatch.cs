namespace GameAuth.Providers;

/// <summary>
/// Looks at the stored accounts that this process has met, so that a sign-out, a new sign-in or a forgotten device elsewhere is noticed; tells of sign-ins that end soon; evicts idle
/// tokens; and ends what is kept alive for accounts when the host stops.
/// </summary>
internal sealed class AccountWatch(TokenEngine engine, AccountLog log, KeepAliveService? warmer, SignInExpiryNotice? expiry) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private AccountRound[] _rounds = [];
    private Task _running = Task.CompletedTask;

    public void Start(AccountDirectory[] directories)
    {
        _rounds = [.. directories.Select(static directory => new AccountRound(directory))];
        CancellationToken stopping = _stop.Token;
        _running = Task.Run(() => RunAsync(directories, stopping));
    }

    /// <param name="cancellationToken">Ends the wait: what is still being ended is given up when the engine is.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // First of all: to end a thing at its service takes tokens, which are minted until the engine stops.
        await Task.WhenAll(_rounds.Select(static round => round.Directory.Works.StopAsync()))
            .WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends the watch of a host that is disposed without being stopped.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();

        // Who still waits, such as a prompt, is told all the same.
        engine.Drain.Dispose();
    }

    private async Task RunAsync(AccountDirectory[] directories, CancellationToken stopping)
    {
        DateTimeOffset swept = engine.Clock.Now;
        while (!stopping.IsCancellationRequested)
        {
            // Warming may wait for the wire, and looking must not.
            warmer?.Turn(directories, stopping);
            await Task.Delay(engine.Options.WatchInterval, engine.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            bool sweep = warmer is null && engine.Clock.Now - swept >= engine.Options.IdleTimeout;
            swept = sweep ? engine.Clock.Now : swept;
            foreach (AccountRound round in _rounds)
            {
                await LookAsync(round, stopping).ConfigureAwait(false);
                if (sweep)
                {
                    round.Directory.Sweep();
                }
            }

            await (expiry is null ? Task.CompletedTask : GuardAsync(() => expiry.LookAsync(directories, stopping), stopping)).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(AccountRound round, CancellationToken stopping)
    {
        IReadOnlyList<AccountBinding> accounts = round.Next();
        foreach (AccountBinding binding in accounts)
        {
            await GuardAsync(() => binding.State.LookAsync(stopping).AsTask(), stopping).ConfigureAwait(false);
        }

        await GuardAsync(() => round.Directory.LookAtDevicesAsync(accounts, stopping), stopping).ConfigureAwait(false);
    }

    private async Task GuardAsync(Func<Task> look, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await look().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // A store that fails now is looked at again at the next turn. One that was disposed with the host is not.
            if (!stopping.IsCancellationRequested)
            {
                log.WatchFailed(error.GetType().Name);
            }
        }
    }
}

/// <summary>The accounts of a registration that are looked at one after the other: so many at a time, however many there are.</summary>
internal sealed class AccountRound(AccountDirectory directory)
{
    /// <summary>Each look is a read of the store.</summary>
    private const int MostAtATime = 100;

    private readonly Queue<AccountBinding> _left = new();

    public AccountDirectory Directory => directory;

    public IReadOnlyList<AccountBinding> Next()
    {
        if (_left.Count == 0)
        {
            foreach (AccountBinding binding in directory.Met)
            {
                _left.Enqueue(binding);
            }
        }

        List<AccountBinding> next = [];
        while (next.Count < MostAtATime && _left.TryDequeue(out AccountBinding? binding))
        {
            next.Add(binding);
        }

        return next;
    }
}
