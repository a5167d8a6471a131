using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox;

/// <summary>
/// What an API host asks of a request: <c>XBL3.0 x={user hash};{token}</c> for its own relying party, a right signature where
/// there is one, and a contract version that it speaks.
/// </summary>
internal static class ApiAuthorization
{
    private const string Scheme = "XBL3.0 x=";
    private const string RelyingParty = "http://xboxlive.com";

    /// <returns>The caller as they are now, or the refusal.</returns>
    public static (EmulatedPlayer? Caller, Reply? Refusal) Check(XboxAuthority authority, Exchange exchange, ApiDemands demands)
    {
        string header = exchange.Headers.Authorization.ToString();
        int split = header.IndexOf(';', StringComparison.Ordinal);
        if (!header.StartsWith(Scheme, StringComparison.Ordinal) || split < 0)
            return (null, XboxReply.Unauthorized(exchange, "Authorization is not XBL3.0 x={user hash};{token}"));
        XboxToken? token = authority.Present(exchange, XboxTokenKind.Xsts, header[(split + 1)..]);
        exchange.Audience = token?.RelyingParty;
        if (Refusal(token, header[Scheme.Length..split], exchange.Now) is { } why)
            return (null, XboxReply.Unauthorized(exchange, why));
        bool required = demands.MayRequireSignature && authority.Options.RequireApiSignatures;
        EmulatedSignaturePolicy? policy = AddedPolicy.For(authority.Options.TitleEndpoints, exchange);
        if (SignatureGate.Refuse(exchange, null, token!.Device, authority.Options.DeviceKey, demands.Freshness, required, policy) is { } refusal)
            return (null, refusal);
        return demands.Problem(exchange) is { } problem
            ? (null, XboxReply.Malformed(exchange, problem))
            : (authority.People.Find(token.Player!.Xuid), null);
    }

    private static string? Refusal(XboxToken? token, string userHash, DateTimeOffset now)
    {
        if (token is null) return "the XSTS token is not one of this emulator's";
        if (token.IsExpired(now)) return "the XSTS token is expired";
        if (token.RelyingParty != RelyingParty) return "the XSTS token is for another relying party";
        return userHash == XboxClaims.UserHash(token.Player!) ? null : "the user hash is not the token's";
    }
}
