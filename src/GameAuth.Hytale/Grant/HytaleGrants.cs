using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Refreshes the grant. A refresh token works once, and presenting it twice kills its successor too, so the engine saves its intent before one is sent.</summary>
internal sealed class HytaleGrants(HytaleProtocol wire, HytaleOptions options, HytaleAudit audit)
    : TokenSource<HytaleGrant>(SourceName, TokenScope.Account, RefreshBehavior.Rotating, HytaleRowJson.Default.HytaleGrant)
{
    public const string SourceName = "hytale";

    protected override async Task<HytaleGrant> MintAsync(MintContext<HytaleGrant> mint, CancellationToken deadline)
    {
        AccountId account = mint.Account!.Value;
        HytaleGrant previous = mint.Previous!;
        try
        {
            return await RefreshAsync(account, previous, deadline).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            audit.TokenNotRefreshed(account, previous, failure);
            throw;
        }
    }

    protected override void OnSaved(in SavedToken<HytaleGrant> saved) => audit.TokenRefreshed(saved.Account!.Value, saved.Previous, saved.Current, saved.IsSaved);

    private Task<HytaleGrant> RefreshAsync(AccountId account, HytaleGrant previous, CancellationToken deadline)
    {
        if (!string.Equals(previous.ClientId, options.ClientId, StringComparison.Ordinal))
        {
            throw new SignInRequiredException(
                "hytale: the stored grant was issued to another client id than the one that is configured now; nothing was sent. Sign in again, or set ClientId back.",
                SignInReason.OtherClientId) { Provider = HytaleDefaults.Provider, Step = HytaleStep.Refresh };
        }

        if (previous.RefreshToken is null)
        {
            throw new SignInRequiredException(
                "hytale: the access token has ended and no refresh token came with it; sign in again, with the scope 'offline'.", SignInReason.Expired)
            { Provider = HytaleDefaults.Provider, Step = HytaleStep.Refresh };
        }

        return wire.RefreshAsync(account, previous, deadline);
    }
}

/// <summary>The grant: an access token, and the refresh token that works once. Both are opaque: the access token has another signer and other claims than game sessions have.</summary>
internal sealed class HytaleGrant : IGrantToken
{
    public required Secret AccessToken { get; init; }

    public Secret? RefreshToken { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The account as a gateway keeps it, by what it was told or by what it has named; it wants that repeated.</summary>
    public string? AccountId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? SignInExpiresAt { get; init; }

    /// <summary>The grant of an answer. What the answer leaves out stays as it was.</summary>
    public static HytaleGrant From(TokenResponse tokens, HytaleGrant? previous, HytaleOptions options, TimeProvider time, string? accountId) => new()
    {
        AccessToken = tokens.AccessToken,
        RefreshToken = tokens.RefreshToken ?? previous?.RefreshToken,
        ClientId = options.ClientId,
        AccountId = accountId,
        ExpiresAt = tokens.ExpiresAt,
        SignInExpiresAt = tokens.RefreshToken is null ? previous?.SignInExpiresAt : time.GetUtcNow() + options.RefreshTokenLifetime,
    };
}
