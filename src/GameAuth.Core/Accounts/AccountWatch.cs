namespace GameAuth.Providers;

/// <summary>Looks at the stored accounts that this process has met, so that a sign-out or a new sign-in elsewhere is noticed; evicts idle tokens; keeps accounts alive.</summary>
internal sealed class AccountWatch(TokenEngine engine, AccountLog log, bool keepAlive) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Start(AccountDirectory[] directories) => _running = Task.Run(() => RunAsync(directories));

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(AccountDirectory[] directories)
    {
        if (keepAlive)
        {
            await GuardAsync(() => MeetAllAsync(directories)).ConfigureAwait(false);
        }

        DateTimeOffset swept = engine.Time.GetUtcNow();
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(engine.Options.WatchInterval, engine.Time, _stop.Token).ConfigureAwait(false);
            bool sweep = !keepAlive && engine.Time.GetUtcNow() - swept >= engine.Options.IdleTimeout;
            swept = sweep ? engine.Time.GetUtcNow() : swept;
            foreach (AccountDirectory directory in directories)
            {
                await GuardAsync(() => LookAsync(directory, sweep)).ConfigureAwait(false);
            }
        }
    }

    private async Task LookAsync(AccountDirectory directory, bool sweep)
    {
        foreach (AccountBinding binding in directory.Met)
        {
            await binding.State.LookAsync(_stop.Token).ConfigureAwait(false);
            if (keepAlive && binding.State.Row.Status is AccountStatus.Active)
            {
                binding.Chain.RefreshDue();
            }
        }

        if (sweep)
        {
            directory.Sweep();
        }
    }

    private async Task MeetAllAsync(AccountDirectory[] directories)
    {
        foreach (AccountDirectory directory in directories)
        {
            await foreach (AccountBinding binding in directory.ListAsync(_stop.Token).ConfigureAwait(false))
            {
                if (binding.State.Row.Status is AccountStatus.Active)
                {
                    await GuardAsync(() => directory.WarmAsync!(binding, _stop.Token)).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task GuardAsync(Func<Task> look)
    {
        try
        {
            await look().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            // A store or a provider that fails now is looked at again at the next turn.
            log.WatchFailed(error.GetType().Name);
        }
    }
}
