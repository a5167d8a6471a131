using GameAuth.Providers;

namespace GameAuth.Hytale;

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
}
