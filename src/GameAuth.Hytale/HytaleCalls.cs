using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>The way of an account's calls: with its access token, which is refreshed once when it is refused, and the call made once more.</summary>
internal sealed class HytaleCalls(HytaleProtocol wire, HytaleGrants grants, HytaleAudit audit, ILogger log)
{
    public HytaleProtocol Wire => wire;

    /// <summary>Runs a call that returns nothing.</summary>
    public Task RunAsync(Account account, string step, Func<HytaleGrant, Task> call, CancellationToken cancellationToken) => RunAsync(
        account,
        step,
        async grant =>
        {
            await call(grant).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Runs a call.</summary>
    public async Task<T> RunAsync<T>(Account account, string step, Func<HytaleGrant, Task<T>> call, CancellationToken cancellationToken)
    {
        HytaleGrant grant = await account.GetTokenAsync(grants, cancellationToken: cancellationToken).ConfigureAwait(false);
        audit.Seen(account.Id, grant);
        try
        {
            return await call(grant).ConfigureAwait(false);
        }
        catch (ProviderException refused) when (HytaleErrors.BlamesGrant(refused) && account.Refuse(TokenUse.Of(grants, grant)))
        {
            HytaleLog.TokenRefused(log, step);
            audit.AuthFailed(account.Id, grant.AccessToken, refused);
        }

        return await call(await account.GetTokenAsync(grants, cancellationToken: cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Runs a call about a game session, which needs the grant only where the session's own token does not do.</summary>
    public Task<T> RunOfSessionAsync<T>(Account account, string step, Func<HytaleGrant?, Task<T>> call, CancellationToken cancellationToken) =>
        wire.SessionsNeedGrant ? RunAsync<T>(account, step, call, cancellationToken) : call(null);
}
