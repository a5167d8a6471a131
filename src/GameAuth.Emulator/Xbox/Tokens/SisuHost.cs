using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox.Tokens;

/// <summary>sisu.xboxlive.com: the browser sign-in, and user, title and authorization token in one signed call.</summary>
internal sealed class SisuHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority, EmulatedHost login) => new("sisu", "sisu.xboxlive.com",
        EmulatedRoute.At("POST", "/authenticate", XboxSteps.SisuAuthenticate, new SisuAuthenticate(authority, login).Answer),
        EmulatedRoute.At("POST", "/authorize", XboxSteps.Sisu, new SisuHost(authority).Authorize));

    private Reply Authorize(Exchange exchange)
    {
        if (XboxBody.Parse(exchange.Body) is not { } body) { return XboxReply.Malformed(exchange, "the body is not a JSON object"); }
        string? wrong = body.ExpectText("AccessToken") ?? body.ExpectText("AppId") ?? body.ExpectText("DeviceToken") ?? body.ExpectText("Sandbox");
        XboxProofKey? key = null;
        if (wrong is null && body.Member("ProofKey") is JsonElement jwk) { wrong = XboxProofKey.TryParse(jwk, out key); }
        string relyingParty = body.Text("RelyingParty") ?? "http://xboxlive.com";
        if (wrong is null && !authority.Options.RelyingParties.Contains(relyingParty))
        {
            wrong = "RelyingParty is not known; a trailing slash makes another one";
        }

        if (wrong is not null) { return XboxReply.Malformed(exchange, wrong); }
        exchange.Audience = relyingParty;
        (XboxToken? device, long? error) = DeviceTokenCheck.Read(authority, exchange, body.Text("DeviceToken"));
        if (SignatureGate.Refuse(authority, exchange, key, device, authority.Options.Freshness.Sisu, required: true) is { } refusal) { return refusal; }
        if (error is { } code) { return XboxReply.ErrorHeader(exchange, code); }
        if (body.Text("SessionId") is { } session && !authority.SisuSessions.Knows(session, body.Text("AppId")!, device!))
        {
            return XboxReply.Malformed(exchange, "SessionId is not one that this host gave this client and device");
        }

        (XboxToken? msa, string? refused) = RpsTicket.Read(authority, exchange, body.Text("AccessToken"));
        if (msa?.Family is not { } family) { return XboxReply.Unauthorized(exchange, refused!); }
        if (family.IsAzure || family.ClientId != body.Text("AppId"))
        {
            return XboxReply.ForbiddenTitle(exchange, "AppId must be the title's client id that the access token was issued to");
        }

        if (body.Text("Sandbox") != "RETAIL") { return XboxReply.ErrorHeader(exchange, XErrCode.ContentIsolation); }
        return family.Owner.XErr is { } restriction
            ? Restricted(exchange, restriction, body.Text("SessionId"))
            : Granted(exchange, body, family, device!, relyingParty);
    }

    private Reply Granted(Exchange exchange, XboxBody body, TokenFamily<EmulatedPlayer> family, XboxToken device, string relyingParty)
    {
        EmulatedPlayer player = family.Owner;
        string titleId = TitleIds.Of(family.ClientId);
        bool modern = body.IsTrue("UseModernGamertag");
        XboxToken user = authority.Issue(exchange, XboxTokenKind.User, player, family, device.Key, device);
        XboxToken title = authority.Issue(exchange, XboxTokenKind.Title, player, family, device.Key, device, titleId: titleId);
        XboxToken xsts = authority.Issue(exchange, XboxTokenKind.Xsts, player, family, device.Key, device, relyingParty, titleId: titleId);
        return Reply.Of(200, new JsonObject
        {
            ["DeviceToken"] = device.Value,
            ["TitleToken"] = XboxReply.Token(title, XboxClaims.Title(titleId)),
            ["UserToken"] = XboxReply.Token(user, XboxClaims.User(player)),
            ["AuthorizationToken"] = XboxReply.Token(xsts, XboxClaims.Authorization(player, relyingParty, modern ? XboxClaims.Modern : [])),
            ["WebPage"] = "https://sisu.xboxlive.com/client/v8/emulator/view/proofofpossession.html",
            ["Sandbox"] = "RETAIL",
            ["UseModernGamertag"] = modern,
            ["Flow"] = "",
            ["Emulated"] = true,
        });
    }

    /// <summary>The code is in the header; the page to send the player to is in the body.</summary>
    private static Reply Restricted(Exchange exchange, long code, string? session)
    {
        Reply reply = XboxReply.ErrorHeader(exchange, code) with
        {
            Json = new JsonObject { ["WebPage"] = "https://sisu.xboxlive.com/client/v8/emulator/view/signup.html", ["Emulated"] = true },
        };
        return reply.With("X-SessionId", session ?? SisuSessions.NewId());
    }
}
