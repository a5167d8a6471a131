using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Minecraft;

/// <summary><c>XBL3.0 x={user hash};{token}</c>, wherever a host of Minecraft wants it: in a header, or in a body.</summary>
internal static class XstsIdentity
{
    private const string Scheme = "XBL3.0 x=";

    /// <summary>The XSTS token behind an identity, or why it is not taken.</summary>
    /// <param name="authority">Who issued the token.</param>
    /// <param name="exchange">The request; it learns which audience the token has.</param>
    /// <param name="identity">The text.</param>
    /// <param name="relyingParty">What the token must be for, as an exact string.</param>
    public static (XboxToken? Token, string? Refusal) Read(XboxAuthority authority, Exchange exchange, string identity, string relyingParty)
    {
        int split = identity.IndexOf(';', StringComparison.Ordinal);
        if (!identity.StartsWith(Scheme, StringComparison.Ordinal) || split < 0)
            return (null, "the identity is not XBL3.0 x={user hash};{token}");
        if (authority.Present(exchange, XboxTokenKind.Xsts, identity[(split + 1)..]) is not { } token)
            return (null, "the XSTS token is not one of this emulator's");
        exchange.Audience = token.RelyingParty;
        if (token.IsExpired(exchange.Now)) return (null, "the XSTS token is expired");
        if (token.RelyingParty != relyingParty) return (null, $"the XSTS token is for another relying party than {relyingParty}");
        return identity[Scheme.Length..split] == XboxClaims.UserHash(token.Player!)
            ? (token, null)
            : (null, "the user hash is not the token's");
    }
}
