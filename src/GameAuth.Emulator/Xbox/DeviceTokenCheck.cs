using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox;

/// <summary>A device token that a request presents: known, of age, or the code that says why not.</summary>
internal static class DeviceTokenCheck
{
    public static (XboxToken? Token, long? XErr) Read(XboxAuthority authority, Exchange exchange, string? value)
    {
        if (authority.Present(exchange, XboxTokenKind.Device, value) is not { } token) return (null, XErrCode.InvalidDeviceToken);
        return token.IsExpired(exchange.Now) ? (null, XErrCode.ExpiredDeviceToken) : (token, null);
    }
}
