using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox.Api;

/// <summary>
/// What an API host asks of a request: <c>XBL3.0 x={user hash};{token}</c> for its own relying party, a right signature where
/// there is one, and a contract version that it speaks.
/// </summary>
internal static class ApiAuthorization
{
    private const string RelyingParty = "http://xboxlive.com";

    /// <summary>An answer for the caller as they are now, or the refusal.</summary>
    public static Func<Exchange, Reply> For(XboxAuthority authority, ApiRequirements requirements, Func<Exchange, EmulatedPlayer, Reply> answer) => exchange =>
    {
        (XboxToken? token, string? why) = XstsIdentity.Read(authority, exchange, "Authorization", exchange.Headers.Authorization.ToString(), RelyingParty);
        if (token is null) { return XboxReply.Unauthorized(exchange, why!); }
        bool required = !requirements.IsHandshake && authority.Options.RequireApiSignatures;
        EmulatedSignaturePolicy? policy = TitleEndpointPolicy.For(authority.Options.TitleEndpoints, exchange);
        TimeSpan? window = requirements.Freshness(authority.Options.Freshness);
        if (SignatureGate.Refuse(authority, exchange, null, token.Device, window, required, policy) is { } refusal) { return refusal; }
        return requirements.Problem(exchange) is { } problem
            ? XboxReply.Malformed(exchange, problem)
            : answer(exchange, authority.People.Find(token.Player!.Xuid)!);
    };
}

/// <summary>What one API host insists on beside the token.</summary>
/// <param name="Freshness">How old a signature may be, as it is set now; null for any age.</param>
internal sealed record ApiRequirements(Func<XboxFreshness, TimeSpan?> Freshness)
{
    /// <summary>The contract versions that it speaks; null when it asks for one and takes any.</summary>
    public IReadOnlyList<string>? Contracts { get; init; }

    /// <summary>Whether it answers 400 to a request without Accept-Language.</summary>
    public bool Language { get; init; }

    /// <summary>A WebSocket handshake has no contract version.</summary>
    public bool IsHandshake { get; init; }

    public string? Problem(Exchange exchange)
    {
        if (IsHandshake) { return null; }
        string contract = exchange.Headers["x-xbl-contract-version"].ToString();
        if (!uint.TryParse(contract, out _)) { return "x-xbl-contract-version is required"; }
        if (Contracts is { } spoken && !spoken.Contains(contract)) { return $"x-xbl-contract-version must be {string.Join(" or ", spoken)}"; }
        return Language && string.IsNullOrWhiteSpace(exchange.Headers.AcceptLanguage.ToString()) ? "Accept-Language is required" : null;
    }
}

/// <summary><c>XBL3.0 x={user hash};{token}</c>, wherever a host wants it: in a header, or in a body.</summary>
internal static class XstsIdentity
{
    private const string Scheme = "XBL3.0 x=";

    /// <summary>The XSTS token behind an identity, or why it is not taken.</summary>
    /// <param name="authority">Who issued the token.</param>
    /// <param name="exchange">The request; it learns which audience the token has.</param>
    /// <param name="what">What the text is called in the log.</param>
    /// <param name="identity">The text.</param>
    /// <param name="relyingParty">What the token must be for, as an exact string.</param>
    public static (XboxToken? Token, string? Refusal) Read(XboxAuthority authority, Exchange exchange, string what, string identity, string relyingParty)
    {
        int split = identity.IndexOf(';', StringComparison.Ordinal);
        if (!identity.StartsWith(Scheme, StringComparison.Ordinal) || split < 0) { return (null, what + " is not XBL3.0 x={user hash};{token}"); }
        if (authority.Present(exchange, XboxTokenKind.Xsts, identity[(split + 1)..]) is not { } token)
        {
            return (null, "the XSTS token is not one of this emulator's");
        }

        exchange.Audience = token.RelyingParty;
        if (token.IsExpired(exchange.Now)) { return (null, "the XSTS token is expired"); }
        if (token.RelyingParty != relyingParty) { return (null, $"the XSTS token is for another relying party than {relyingParty}"); }
        return identity[Scheme.Length..split] == XboxClaims.UserHash(token.Player!)
            ? (token, null)
            : (null, "the user hash is not the token's");
    }
}
