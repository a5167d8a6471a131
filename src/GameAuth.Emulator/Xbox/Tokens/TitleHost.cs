using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox.Tokens;

/// <summary>title.auth.xboxlive.com: a title token for a ticket of a title's client id, beside a device token.</summary>
internal sealed class TitleHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority) => new("title", "title.auth.xboxlive.com",
        EmulatedRoute.At("POST", "/title/authenticate", XboxSteps.Title, new TitleHost(authority).Authenticate));

    private Reply Authenticate(Exchange exchange)
    {
        if (XboxBody.Parse(exchange.Body) is not { } body) { return XboxReply.Malformed(exchange, "the body is not a JSON object"); }
        string? wrong = XboxProofKey.TryParse(body.Member("Properties.ProofKey") ?? default, out XboxProofKey? key)
            ?? body.Expect("RelyingParty", "http://auth.xboxlive.com")
            ?? body.Expect("TokenType", "JWT")
            ?? body.Expect("Properties.AuthMethod", "RPS")
            ?? body.Expect("Properties.SiteName", "user.auth.xboxlive.com")
            ?? body.ExpectText("Properties.DeviceToken")
            ?? body.ExpectText("Properties.RpsTicket");
        if (wrong is not null) { return XboxReply.Malformed(exchange, wrong); }
        exchange.Audience = body.Text("RelyingParty");
        (XboxToken? device, long? error) = DeviceTokenCheck.Read(authority, exchange, body.Text("Properties.DeviceToken"));
        if (SignatureGate.Refuse(authority, exchange, key, device, authority.Options.Freshness.Title, required: true) is { } refusal) { return refusal; }
        if (error is { } code) { return XboxReply.ErrorBody(exchange, code, "xdi"); }
        (XboxToken? msa, string? refused) = RpsTicket.Read(authority, exchange, body.Text("Properties.RpsTicket"));
        if (msa?.Family is not { } family) { return XboxReply.Unauthorized(exchange, refused!); }
        if (family.IsAzure || authority.Options.SisuOnlyClientIds.Contains(family.ClientId))
        {
            return XboxReply.ForbiddenTitle(exchange, "this client id may not use title authentication");
        }

        string titleId = TitleIds.Of(family.ClientId);
        XboxToken token = authority.Issue(exchange, XboxTokenKind.Title, family: family, key: key, device: device, titleId: titleId);
        return Reply.Of(200, XboxReply.Token(token, XboxClaims.Title(titleId)));
    }
}

/// <summary>Which titles a client id stands for, the usual one first. Microsoft's own pairs are public; anything else is one made-up title.</summary>
internal static class TitleIds
{
    private const string MadeUp = "1900000001";

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["000000004c12ae6f"] = ["328178078"],
        ["000000004c20a908"] = ["1016898439", "328178078"],
        ["000000004415494b"] = ["177887386"],
        ["00000000402b5328"] = ["1794566092"],
        ["0000000048183522"] = ["1739947436"],
        ["000000004c17c01a"] = ["1810924247"],
        ["00000000441cc96b"] = ["2047319603"],
        ["000000004827c78e"] = ["2044456598"],
        ["0000000040159362"] = ["896928775"],
    };

    public static string Of(string clientId) => Known.GetValueOrDefault(clientId)?[0] ?? MadeUp;

    /// <summary>Whether a client's title ids are public knowledge, so that another one beside it is a mistake.</summary>
    public static bool Contradicts(string clientId, string titleId) => Known.TryGetValue(clientId, out string[]? own) && !own.Contains(titleId, StringComparer.Ordinal);
}
