using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox.Tokens;

/// <summary>device.auth.xboxlive.com: a device token for whoever proves to hold a key.</summary>
internal sealed class DeviceHost(XboxAuthority authority)
{
    private static readonly string[] DeviceTypes = ["Android", "iOS", "Nintendo", "PlayStation", "Win32", "Xbox"];

    public static EmulatedHost Of(XboxAuthority authority) => new("device", "device.auth.xboxlive.com",
        EmulatedRoute.At("POST", "/device/authenticate", XboxSteps.Device, new DeviceHost(authority).Authenticate));

    private Reply Authenticate(Exchange exchange)
    {
        if (XboxBody.Parse(exchange.Body) is not { } body) { return XboxReply.Malformed(exchange, "the body is not a JSON object"); }
        string? wrong = XboxProofKey.TryParse(body.Member("Properties.ProofKey") ?? default, out XboxProofKey? key)
            ?? body.Expect("RelyingParty", "http://auth.xboxlive.com")
            ?? body.Expect("TokenType", "JWT")
            ?? body.Expect("Properties.AuthMethod", "ProofOfPossession")
            ?? body.Expect("Properties.DeviceType", DeviceTypes)
            ?? body.ExpectText("Properties.Id")
            ?? body.ExpectText("Properties.Version");
        if (wrong is not null) { return XboxReply.Malformed(exchange, wrong); }
        exchange.Audience = body.Text("RelyingParty");
        if (SignatureGate.Refuse(authority, exchange, key, null, authority.Options.Freshness.Device, required: true) is { } refusal) { return refusal; }
        string deviceId = DeviceIdOf(body.Text("Properties.Id")!);
        XboxToken token = authority.Issue(exchange, XboxTokenKind.Device, key: key, deviceId: deviceId);
        return Reply.Of(200, XboxReply.Token(token, XboxClaims.Device(deviceId)));
    }

    /// <summary>The server names a device by 16 hexadecimal digits of its own; the same client id gets the same name.</summary>
    private static string DeviceIdOf(string clientsId) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(clientsId)).AsSpan(0, 8));
}

/// <summary>A device token that a request presents: known, of age, or the code that says why not.</summary>
internal static class DeviceTokenCheck
{
    public static (XboxToken? Token, long? XErr) Read(XboxAuthority authority, Exchange exchange, string? value)
    {
        if (authority.Present(exchange, XboxTokenKind.Device, value) is not { } token) { return (null, XErrCode.InvalidDeviceToken); }
        return token.IsExpired(exchange.Now) ? (null, XErrCode.ExpiredDeviceToken) : (token, null);
    }
}
