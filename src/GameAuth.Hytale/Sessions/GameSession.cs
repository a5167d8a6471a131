using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>
/// A game session that is kept alive: refreshed in the last minutes of its hour, as its account's limits allow; where that fails, another one is made for the same profile. A new
/// session has a limit of its own, and a service that refuses one since there are too many is first relieved of this one.
/// </summary>
internal sealed class GameSession(HytaleAccount account, GameSessionTokens tokens, GameSessionManager manager)
    : LeasedResource<GameSessionTokens>(account, "game session", tokens, manager.Records)
{
    /// <summary>The end of the tokens by the clock of this machine, as that is set now.</summary>
    public DateTimeOffset ExpiresNow => EndsAt is { } end ? Clock.ToWall(end) : Current.ExpiresAt;

    protected override DateTimeOffset? ExpiresAt(GameSessionTokens current) => current.ExpiresAt;

    protected override DateTimeOffset DueAt(DateTimeOffset now, DateTimeOffset expiresAt)
    {
        DateTimeOffset due = manager.Plan.Place(this, now, expiresAt);
        if (Over.IsCancellationRequested)
        {
            // It was ended while it was renewed.
            manager.Plan.Remove(this);
        }

        return due;
    }

    protected override Task<GameSessionTokens> RefreshAsync(GameSessionTokens current) => manager.RefreshAsync(account, current);

    protected override async Task<GameSessionTokens> ReplaceAsync(GameSessionTokens current)
    {
        try
        {
            return await manager.OpenAsync(account, current.Profile, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AccountRestrictedException full) when (full.Code is HytaleErrorCode.SessionLimitExceeded)
        {
            // This one, which can not be refreshed, may hold the last place itself.
            Interrupt(full);
            manager.Audit.Session(HytaleEventNames.SessionCreated, this, full);
            await ReleaseQuietlyAsync(current).ConfigureAwait(false);
        }

        return await manager.OpenAsync(account, current.Profile, CancellationToken.None).ConfigureAwait(false);
    }

    protected override Task ReleaseAsync(GameSessionTokens current, CancellationToken cancellationToken) => manager.CloseAsync(account, current, cancellationToken);

    protected override NextRenewal? Judge(GameAuthException failure, RenewalMode mode, int failures, DateTimeOffset now)
    {
        DateTimeOffset end = EndsAt!.Value;
        DateTimeOffset retryAt = failure is ThrottledException limit ? Clock.FromWall(limit.RetryAt) : now;
        switch (failure)
        {
            case ProviderException early when HytaleErrors.IsTooEarly(early) && mode is RenewalMode.Refresh:
                return RefreshAt(GameSessionTimes.AllowedAt(now, end, failures), now);
            case ThrottledException when mode is RenewalMode.Refresh && retryAt > end - GameSessionTimes.LastCall:
                return RefreshAt(retryAt, now);
            case ThrottledException:
                return new NextRenewal(mode, GameSessionTimes.TurnAt(GameSessionTimes.Later(retryAt, now), end));
            case ProviderException { IsTransient: true } or CredentialStoreException:
            case OutcomeUnknownException when mode is RenewalMode.Replace:
                return new NextRenewal(mode, now + GameSessionTimes.Pause(failures));
            default:
                // Another holder, a restart of the service, a late renewal, or an answer that was lost: the same profile gets another session.
                return base.Judge(failure, mode, failures, now);
        }
    }

    protected override void OnRenewed(RenewalMode mode, GameAuthException? failure)
    {
        // To be too early is no failure.
        if (failure is not ProviderException { Code: HytaleErrorCode.TooEarly })
        {
            manager.Audit.Session(mode is RenewalMode.Refresh ? HytaleEventNames.SessionRefreshed : HytaleEventNames.SessionCreated, this, failure);
        }
    }

    protected override void OnReleased(GameSessionTokens last, Exception? failure) =>
        manager.Audit.Session(HytaleEventNames.SessionDeleted, account.Id, last.Profile, last.SessionToken, failure);

    protected override void OnOver()
    {
        manager.Plan.Remove(this);
        manager.Release(account.Id);
    }

    /// <summary>Refreshes it then, or where that is too late makes another just before the end.</summary>
    private NextRenewal RefreshAt(DateTimeOffset at, DateTimeOffset now)
    {
        DateTimeOffset last = EndsAt!.Value - GameSessionTimes.LastCall;
        return at <= last ? new NextRenewal(RenewalMode.Refresh, at) : new NextRenewal(RenewalMode.Replace, GameSessionTimes.Later(now, last));
    }
}
