using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>The way of an account's calls: with its access token, which is refreshed once when it is refused, and the call made once more.</summary>
internal sealed class HytaleCalls(HytaleWire wire, HytaleGrants grants, ILogger log)
{
    public HytaleWire Wire => wire;

    public Task RunAsync(Account account, string step, Func<HytaleGrant, Task> call, CancellationToken cancellationToken) => RunAsync(
        account,
        step,
        async grant =>
        {
            await call(grant).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public async Task<T> RunAsync<T>(Account account, string step, Func<HytaleGrant, Task<T>> call, CancellationToken cancellationToken)
    {
        HytaleGrant grant = await account.GetTokenAsync(grants, cancellationToken: cancellationToken).ConfigureAwait(false);
        try
        {
            return await call(grant).ConfigureAwait(false);
        }
        catch (ProviderException refused) when (HytaleErrors.BlamesGrant(refused) && account.Refuse(TokenUse.Of(grants, grant)))
        {
            HytaleLog.TokenRefused(log, step);
        }

        return await call(await account.GetTokenAsync(grants, cancellationToken: cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
