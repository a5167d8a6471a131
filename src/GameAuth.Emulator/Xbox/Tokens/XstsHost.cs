using System.Text.Json;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox.Tokens;

/// <summary>xsts.auth.xboxlive.com: an authorization token for one relying party. Signing is optional, but a signature must be right.</summary>
internal sealed class XstsHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority) => new("xsts", "xsts.auth.xboxlive.com",
        EmulatedRoute.At("POST", "/xsts/authorize", XboxSteps.Xsts, new XstsHost(authority).Authorize));

    private Reply Authorize(Exchange exchange)
    {
        if (XboxBody.Parse(exchange.Body) is not { } body) { return XboxReply.Malformed(exchange, "the body is not a JSON object"); }
        string? wrong = body.Expect("TokenType", "JWT") ?? body.Expect("RelyingParty", [.. authority.Options.RelyingParties]) ?? body.ExpectText("Properties.SandboxId");
        XboxProofKey? key = null;
        if (wrong is null && body.Member("Properties.ProofKey") is JsonElement jwk) { wrong = XboxProofKey.TryParse(jwk, out key); }
        IReadOnlyList<string> userTokens = body.Texts("Properties.UserTokens") ?? [];
        if (wrong is null && userTokens.Count != 1) { wrong = "Properties.UserTokens must hold one token"; }
        if (wrong is not null) { return XboxReply.Malformed(exchange, wrong); }
        exchange.Audience = body.Text("RelyingParty");

        XstsTokens tokens = XstsTokens.Read(authority, exchange, body, userTokens[0]);
        if (SignatureGate.Refuse(authority, exchange, key, tokens.Device, authority.Options.Freshness.Xsts, required: false) is { } refusal) { return refusal; }
        if (tokens.XErr is { } error) { return XboxReply.ErrorBody(exchange, error, tokens.Identity); }
        SignatureGate.Settle(exchange, tokens.User!, tokens.Device?.Key ?? key);
        if (body.Text("Properties.SandboxId") != "RETAIL") { return XboxReply.ErrorBody(exchange, XErrCode.ContentIsolation); }
        EmulatedPlayer player = tokens.User!.Player!;
        if (player.XErr is { } restriction) { return XboxReply.ErrorBody(exchange, restriction); }

        string relyingParty = exchange.Audience!;
        XboxToken xsts = authority.Issue(
            exchange, XboxTokenKind.Xsts, player, tokens.User.Family, tokens.Device?.Key, tokens.Device, relyingParty,
            titleId: authority.Tokens.Find(body.Text("Properties.TitleToken"))?.TitleId);
        IReadOnlyList<string> optional = body.Texts("Properties.OptionalDisplayClaims") ?? [];
        return Reply.Of(200, XboxReply.Token(xsts, XboxClaims.Authorization(player, relyingParty, optional)));
    }
}

/// <summary>The tokens beside an XSTS request, or the first code that one of them earns. xdi says that the device is at fault.</summary>
internal sealed record XstsTokens(XboxToken? User, XboxToken? Device, long? XErr = null, string Identity = "0")
{
    public static XstsTokens Read(XboxAuthority authority, Exchange exchange, XboxBody body, string userToken)
    {
        XboxToken? user = authority.Present(exchange, XboxTokenKind.User, userToken);
        XboxToken? device = null;
        if (body.Text("Properties.DeviceToken") is { } deviceToken)
        {
            (device, long? error) = DeviceTokenCheck.Read(authority, exchange, deviceToken);
            if (error is not null) { return new(user, null, error, "xdi"); }
        }

        if (user is null) { return new(null, device, XErrCode.InvalidUserToken); }
        if (user.IsExpired(exchange.Now)) { return new(user, device, XErrCode.ExpiredUserToken); }
        return new(user, device, TitleError(authority, exchange, body.Text("Properties.TitleToken"), device));
    }

    private static long? TitleError(XboxAuthority authority, Exchange exchange, string? value, XboxToken? device)
    {
        if (value is null) { return null; }
        if (authority.Present(exchange, XboxTokenKind.Title, value) is not { } title) { return XErrCode.InvalidTitleToken; }
        if (title.IsExpired(exchange.Now)) { return XErrCode.ExpiredTitleToken; }
        return ReferenceEquals(title.Device, device) ? null : XErrCode.OtherDeviceThanTitle;
    }
}
