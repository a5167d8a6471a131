using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Refreshes the grant. A refresh token works once, and presenting it twice kills its successor too, so the engine saves its intent before one is sent.</summary>
internal sealed class HytaleGrants(HytaleWire wire, HytaleOptions options)
    : TokenSource<HytaleGrant>("hytale", Owner.Account, Spend.Rotating, HytaleRowJsonContext.Default.HytaleGrant)
{
    protected override async Task<HytaleGrant> MintAsync(MintContext<HytaleGrant> mint, CancellationToken deadline)
    {
        HytaleGrant previous = mint.Previous!;
        if (!string.Equals(previous.ClientId, options.ClientId, StringComparison.Ordinal))
        {
            throw new SignInRequiredException(
                "hytale: the stored grant was issued to another client id than the one that is configured now; nothing was sent. Sign in again, or set ClientId back.",
                SignInReason.OtherClientId) { Provider = HytaleDefaults.Provider, Step = "refresh" };
        }

        if (previous.RefreshToken is null)
        {
            throw new SignInRequiredException(
                "hytale: the access token has ended and no refresh token came with it; sign in again, with the scope 'offline'.", SignInReason.Expired)
            { Provider = HytaleDefaults.Provider, Step = "refresh" };
        }

        return await wire.RefreshAsync(mint.Account!.Value, previous, deadline).ConfigureAwait(false);
    }
}
