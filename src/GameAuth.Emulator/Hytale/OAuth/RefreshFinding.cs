using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.OAuth;

/// <summary>The refresh_token grant: rotates, and a token that comes twice ends its family, as Ory Hydra does.</summary>
internal static class RefreshFinding
{
    /// <returns>Why the token is refused, or null after the family got new tokens.</returns>
    public static string? Refresh(HytaleAuthority authority, Exchange exchange, HytaleToken? token, string clientId)
    {
        if (token is not { Family: { } family }) return "unknown refresh token";
        if (family.ClientId != clientId) return "another client id";
        if (family.IsRevoked) return "the family is revoked";
        if (token.IsExpired(exchange.Now)) return "expired";
        if (authority.Options.DetectRefreshTokenReuse && family.Refresh != token)
        {
            family.IsRevoked = true;
            return "refresh token reuse: the family is revoked";
        }

        authority.Mint(exchange, family);
        return null;
    }
}
