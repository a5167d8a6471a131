namespace GameAuth.Providers;

/// <summary>
/// Keeps every stored account's tokens fresh, used or not: mints what an account needs first, refreshes what is due, prolongs sign-ins that are about to end, and backs off from
/// what fails.
/// </summary>
internal sealed class KeepAliveService(TokenEngine engine, AccountLog log)
{
    private static readonly TimeSpan ListInterval = TimeSpan.FromMinutes(1);

    private Task _turn = Task.CompletedTask;
    private DateTimeOffset _listAt = DateTimeOffset.MinValue;

    /// <summary>Begins a turn, unless one is under way: one account after the other, so that a start does not storm the provider.</summary>
    public void Turn(AccountDirectory[] directories, CancellationToken cancellationToken)
    {
        if (_turn.IsCompleted)
        {
            _turn = Task.Run(() => TurnAsync(directories, cancellationToken), CancellationToken.None);
        }
    }

    private async Task TurnAsync(AccountDirectory[] directories, CancellationToken cancellationToken)
    {
        bool list = engine.Clock.Now >= _listAt;
        foreach (AccountDirectory directory in directories)
        {
            try
            {
                if (list)
                {
                    await directory.MeetAllAsync(cancellationToken).ConfigureAwait(false);
                }

                foreach (AccountBinding binding in directory.Met)
                {
                    await KeepAsync(directory, binding, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception error)
            {
                // The store can not be listed now; the next turn tries again.
                if (!cancellationToken.IsCancellationRequested)
                {
                    log.WatchFailed(error.GetType().Name);
                }

                return;
            }
        }

        _listAt = list ? engine.Clock.After(ListInterval) : _listAt;
    }

    private async Task KeepAsync(AccountDirectory directory, AccountBinding binding, CancellationToken cancellationToken)
    {
        DateTimeOffset now = engine.Clock.Now;
        if (binding.State.Row.Status is not AccountStatus.Active)
        {
            return;
        }

        binding.Chain.RefreshDue();
        await KeepGrantAsync(directory.GrantKeeping, binding, now, cancellationToken).ConfigureAwait(false);
        int drops = binding.Chain.Drops;
        if (binding.Warmth.WarmSinceDrop == drops || now < binding.Warmth.NotBefore)
        {
            return;
        }

        try
        {
            await directory.WarmAsync!(binding, cancellationToken).ConfigureAwait(false);
            binding.Warmth = (0, default, drops);
        }
        catch (Exception error)
        {
            if (error is not GameAuthException { IsTold: true } && !cancellationToken.IsCancellationRequested)
            {
                log.WarmFailed(binding.Id.ToString(), error.GetType().Name);
            }

            int failures = binding.Warmth.Failures + 1;
            binding.Warmth = (failures, now + RefreshSchedule.BackOff(failures), null);
        }
    }

    private async Task KeepGrantAsync(GrantKeeping? keeping, AccountBinding binding, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (keeping is null || binding.State.Row.SignInExpiresAt is not { } end || engine.Clock.FromWall(end) - now > keeping.Early || now < binding.KeepGrantAt)
        {
            return;
        }

        binding.KeepGrantAt = now + keeping.Pause;
        try
        {
            await keeping.RefreshAsync(binding, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (error is not GameAuthException { IsTold: true })
            {
                log.GrantNotKept(binding.Id.ToString(), error.GetType().Name, keeping.Pause);
            }
        }
    }
}

/// <summary>How the grants of accounts that nobody uses are refreshed before the sign-in ends, where refreshing prolongs it.</summary>
/// <param name="Early">How long before its end.</param>
/// <param name="RefreshAsync">Gets the account's grant. Its access token has ended long ago, so that this spends the refresh token and brings the next.</param>
internal sealed record GrantKeeping(TimeSpan Early, Func<AccountBinding, CancellationToken, Task> RefreshAsync)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    /// <summary>How long an account rests after a try; it has days.</summary>
    public TimeSpan Pause => Early / 4 < LongestPause ? Early / 4 : LongestPause;
}
