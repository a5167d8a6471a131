using System.Text.Json;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox;

/// <summary>user.auth.xboxlive.com: a user token for a Microsoft account ticket. Signing is optional here.</summary>
internal sealed class UserHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority) => new("user", "user.auth.xboxlive.com",
        EmulatedRoute.At("POST", "/user/authenticate", XboxSteps.User, new UserHost(authority).Authenticate));

    private Reply Authenticate(Exchange exchange)
    {
        if (XboxBody.Parse(exchange.Body) is not { } body) return XboxReply.Malformed(exchange, "the body is not a JSON object");
        string? wrong = body.Expect("RelyingParty", "http://auth.xboxlive.com")
            ?? body.Expect("TokenType", "JWT")
            ?? body.Expect("Properties.AuthMethod", "RPS")
            ?? body.Expect("Properties.SiteName", "user.auth.xboxlive.com")
            ?? body.ExpectText("Properties.RpsTicket");
        XboxProofKey? key = null;
        if (wrong is null && body.Member("Properties.ProofKey") is JsonElement jwk)
            wrong = XboxProofKey.TryParse(jwk, out key);
        if (wrong is not null) return XboxReply.Malformed(exchange, wrong);
        exchange.Audience = body.Text("RelyingParty");
        if (SignatureGate.Refuse(exchange, key, null, authority.Options.DeviceKey, authority.Options.Freshness.User, required: false) is { } refusal)
            return refusal;
        (XboxToken? msa, string? refused) = RpsTicket.Read(authority, exchange, body.Text("Properties.RpsTicket"));
        if (msa?.Player is not { } player) return XboxReply.Unauthorized(exchange, refused!);
        XboxToken token = authority.Issue(exchange, XboxTokenKind.User, player, msa.Family, key);
        SignatureGate.Defer(exchange, token);
        return Reply.Of(200, XboxReply.Token(token, XboxClaims.User(player)));
    }
}
