using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Refreshes the grant, or asks the application for it where it supplies it. Refresh tokens rotate, so that the engine saves its intent before one is sent.</summary>
internal sealed class MsaTokens(XboxAuthClient client, XboxOptions options, SuppliedTokens supplied)
    : TokenSource<MsaToken>("msa", TokenScope.Account, RefreshBehavior.Rotating, XboxRowJson.Default.MsaToken)
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

/// <summary>The grant: a Microsoft account access token and the refresh token behind it, with the client id that both belong to.</summary>
internal sealed class MsaToken : IGrantToken
{
    public required Secret AccessToken { get; init; }

    /// <summary>Verbatim: its prefix differs from one account to the next, and a shortened one is not known to work.</summary>
    public Secret? RefreshToken { get; init; }

    public required string ClientId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the application supplied it, and is asked for the next one.</summary>
    public bool IsSupplied { get; init; }

    // Microsoft names no end of the sign-in itself.
    [JsonIgnore]
    public DateTimeOffset? SignInExpiresAt => null;

    public static MsaToken Of(MicrosoftToken supplied, string clientId) => new()
    {
        AccessToken = supplied.AccessToken,
        ClientId = clientId,
        ExpiresAt = supplied.ExpiresAt,
        IsSupplied = true,
    };

    public static MsaToken Of(TokenResponse answer, string clientId, Secret? previous = null) => new()
    {
        AccessToken = answer.AccessToken,
        RefreshToken = answer.RefreshToken ?? previous,
        ClientId = clientId,
        ExpiresAt = answer.ExpiresAt,
    };
}
