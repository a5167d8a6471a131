using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Refreshes the grant, or asks the application for it where it supplies it. Refresh tokens rotate, so that the engine saves its intent before one is sent.</summary>
internal sealed class MsaTokens(XboxAuthClient client, XboxOptions options, SuppliedTokens supplied)
    : TokenSource<MsaToken>("msa", TokenScope.Account, RefreshBehavior.Rotating, XboxRowJsonContext.Default.MsaToken)
{
    /// <summary>A grant works only with the client id that it was issued to; with another one the request would cost the grant.</summary>
    /// <exception cref="SignInRequiredException">The grant belongs to another client id than the one that is configured now.</exception>
    public MsaToken Own(MsaToken grant, string step) => string.Equals(grant.ClientId, options.ClientId, StringComparison.OrdinalIgnoreCase)
        ? grant
        : throw new SignInRequiredException(
            $"xbox: the stored grant was issued to another client id than the one that is configured now; nothing was sent for step '{step}'. "
            + "Sign in again, or set ClientId back.", SignInReason.OtherClientId) { Provider = XboxDefaults.Provider, Step = step };

    protected override async Task<MsaToken> MintAsync(MintContext<MsaToken> mint, CancellationToken deadline)
    {
        MsaToken previous = Own(mint.Previous!, "refresh");
        if (previous.IsSupplied)
        {
            return MsaToken.Of(await supplied.AskAsync(mint.Account!.Value, "refresh", deadline).ConfigureAwait(false), options.ClientId);
        }

        Secret refreshToken = previous.RefreshToken ?? throw new SignInRequiredException(
            "xbox: the access token has ended and no refresh token came with it; sign in again.", SignInReason.Expired)
        { Provider = XboxDefaults.Provider, Step = "refresh" };
        TokenResponse answer = await client.RefreshAsync(refreshToken, deadline).ConfigureAwait(false);
        return MsaToken.Of(answer, options.ClientId, refreshToken);
    }
}
