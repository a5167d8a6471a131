using System.Security.Cryptography;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The id of this installation (duid): made once, kept through a sign-out, and nobody else's.</summary>
internal sealed class PsnDevices() : DeviceIdentitySource<PsnDevice>("duid", DeviceIdentityScope.PerInstall, PsnRowJson.Default.PsnDevice)
{
    private const int HexDigits = 64;

    protected override PsnDevice Create() => new(new Secret(RandomNumberGenerator.GetHexString(HexDigits, lowercase: true)));
}

/// <summary>The id of this installation.</summary>
internal sealed record PsnDevice(Secret Duid) : IToken
{
    [JsonIgnore]
    public DateTimeOffset? ExpiresAt => null;
}

/// <summary>Refreshes the grant. Whether the service rotates refresh tokens is not known, so that one counts as spent when it is sent, and whatever comes back is kept.</summary>
internal sealed class PsnGrants(PsnTokenCalls tokens, PsnOptions options) : TokenSource<PsnGrant>("psn", TokenScope.Account, RefreshBehavior.Rotating, PsnRowJson.Default.PsnGrant)
{
    protected override Task<PsnGrant> MintAsync(MintContext<PsnGrant> mint, CancellationToken deadline)
    {
        PsnGrant previous = mint.Previous!;
        if (!string.Equals(previous.ClientId, options.ClientId, StringComparison.Ordinal))
        {
            throw new SignInRequiredException(
                "psn: the stored grant was issued to another client id than the one that is configured now; nothing was sent. Sign in again, or set ClientId back.",
                SignInReason.OtherClientId) { Provider = PsnDefaults.Provider, Step = PsnStep.Refresh };
        }

        return previous.RefreshToken is null
            ? throw new SignInRequiredException("psn: the access token has ended and no refresh token came with it; sign in again.", SignInReason.Expired)
            { Provider = PsnDefaults.Provider, Step = PsnStep.Refresh }
            : tokens.RefreshAsync(mint.Account!.Value, previous, deadline);
    }
}

/// <summary>The grant: an access token for the API, and the refresh token whose end no refresh moves.</summary>
internal sealed class PsnGrant : IGrantToken
{
    public required Secret AccessToken { get; init; }

    public Secret? RefreshToken { get; init; }

    public required string ClientId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? SignInExpiresAt { get; init; }

    /// <summary>The grant of an answer. The end of the sign-in is what the latest answer says of it: an answer that says nothing leaves it as it was, and nothing is made up.</summary>
    public static PsnGrant From(TokenResponse tokens, PsnGrant? previous, string clientId, DateTimeOffset now)
    {
        Secret? refresh = tokens.RefreshToken ?? previous?.RefreshToken;
        DateTimeOffset? end = tokens.FindSeconds("refresh_token_expires_in") is { Ticks: > 0 } left ? now + left : previous?.SignInExpiresAt;
        return new PsnGrant
        {
            AccessToken = tokens.AccessToken,
            RefreshToken = refresh,
            ClientId = clientId,
            ExpiresAt = tokens.ExpiresAt,
            SignInExpiresAt = refresh is null ? tokens.ExpiresAt : end,
        };
    }
}

/// <summary>Who signed in, kept so that a restart asks nobody. It dies with the sign-in.</summary>
internal sealed class PsnIdentities(PsnGrants grants, PsnProvider psn) : TokenSource<PsnIdentity>("identity", TokenScope.Account, RefreshBehavior.Remint, PsnRowJson.Default.PsnIdentity)
{
    protected override async Task<PsnIdentity> MintAsync(MintContext<PsnIdentity> mint, CancellationToken deadline)
    {
        await mint.ParentAsync(grants).ConfigureAwait(false);
        PsnAccount account = await psn.FindAsync(mint.Account, deadline).ConfigureAwait(false) ?? throw new SignInRequiredException("psn: the account was signed out.", SignInReason.SignedOut)
        { Provider = PsnDefaults.Provider, Step = PsnStep.WhoAmI };
        PsnAnswer<OwnAccountBody> own = await psn.Api.GetAsync(
            account, new PsnCall(PsnStep.WhoAmI, PsnEndpoint.Profiles, "/api/v1/devices/accounts/me"), PsnServiceJson.Default.OwnAccountBody, deadline).ConfigureAwait(false);
        string id = PsnArguments.IsAccountId(own.Body.AccountId) ? own.Body.AccountId : throw own.Wire.Failure("names no account", isTransient: false);
        try
        {
            PsnProfile? profile = await account.Profiles.GetAsync(id, deadline).ConfigureAwait(false);
            return new PsnIdentity(id, profile?.OnlineId, profile?.Avatar);
        }
        catch (Exception unnamed) when (unnamed is ProviderException or ThrottledException)
        {
            // The name is for show; the sign-in is not lost for it.
            PsnLog.NameNotRead(psn.Api.Log, unnamed.GetType().Name);
            return new PsnIdentity(id, null, null);
        }
    }
}

/// <summary>Who signed in.</summary>
internal sealed record PsnIdentity(string AccountId, string? OnlineId, Uri? Picture) : IToken
{
    [JsonIgnore]
    public DateTimeOffset? ExpiresAt => null;
}

/// <summary>The answer that says whose token it is. Any member may be missing.</summary>
internal sealed class OwnAccountBody
{
    public string? AccountId { get; set; }
}
