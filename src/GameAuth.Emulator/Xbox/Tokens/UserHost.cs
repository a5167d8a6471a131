using System.Text.Json;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox.Tokens;

/// <summary>user.auth.xboxlive.com: a user token for a Microsoft account ticket. Signing is optional here.</summary>
internal sealed class UserHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority) => new("user", "user.auth.xboxlive.com",
        EmulatedRoute.At("POST", "/user/authenticate", XboxSteps.User, new UserHost(authority).Authenticate));

    private Reply Authenticate(Exchange exchange)
    {
        if (XboxBody.Parse(exchange.Body) is not { } body) { return XboxReply.Malformed(exchange, "the body is not a JSON object"); }
        string? wrong = body.Expect("RelyingParty", "http://auth.xboxlive.com")
            ?? body.Expect("TokenType", "JWT")
            ?? body.Expect("Properties.AuthMethod", "RPS")
            ?? body.Expect("Properties.SiteName", "user.auth.xboxlive.com")
            ?? body.ExpectText("Properties.RpsTicket");
        XboxProofKey? key = null;
        if (wrong is null && body.Member("Properties.ProofKey") is JsonElement jwk) { wrong = XboxProofKey.TryParse(jwk, out key); }
        if (wrong is not null) { return XboxReply.Malformed(exchange, wrong); }
        exchange.Audience = body.Text("RelyingParty");
        if (SignatureGate.Refuse(authority, exchange, key, null, authority.Options.Freshness.User, required: false) is { } refusal) { return refusal; }
        (XboxToken? msa, string? refused) = RpsTicket.Read(authority, exchange, body.Text("Properties.RpsTicket"));
        if (msa?.Player is not { } player) { return XboxReply.Unauthorized(exchange, refused!); }
        XboxToken token = authority.Issue(exchange, XboxTokenKind.User, player, msa.Family, key);
        SignatureGate.Defer(exchange, token);
        return Reply.Of(200, XboxReply.Token(token, XboxClaims.User(player)));
    }
}

/// <summary>A Microsoft account access token with its family's prefix: <c>t=</c> for titles, <c>d=</c> for Azure applications.</summary>
internal static class RpsTicket
{
    /// <summary>The token behind a ticket, or why the ticket is not taken.</summary>
    public static (XboxToken? Token, string? Refusal) Read(XboxAuthority authority, Exchange exchange, string? ticket)
    {
        if (ticket is null || !(ticket.StartsWith("t=", StringComparison.Ordinal) || ticket.StartsWith("d=", StringComparison.Ordinal)))
        {
            return (null, "the ticket does not begin with t= or d=");
        }

        if (authority.Present(exchange, XboxTokenKind.MsaAccess, ticket[2..]) is not { Family: { } family } token)
        {
            return (null, "the ticket is not one of this emulator's");
        }

        if (token.IsExpired(exchange.Now)) { return (null, "the ticket is expired"); }
        return ticket[0] == 'd' == family.IsAzure
            ? (token, null)
            : (null, family.IsAzure ? "an Azure application's ticket begins with d=" : "a title's ticket begins with t=");
    }
}
