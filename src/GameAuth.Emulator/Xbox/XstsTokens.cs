using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox;

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
            if (error is not null) return new(user, null, error, "xdi");
        }

        if (user is null) return new(null, device, XErrCode.InvalidUserToken);
        if (user.IsExpired(exchange.Now)) return new(user, device, XErrCode.ExpiredUserToken);
        return new(user, device, TitleError(authority, exchange, body.Text("Properties.TitleToken"), device));
    }

    private static long? TitleError(XboxAuthority authority, Exchange exchange, string? value, XboxToken? device)
    {
        if (value is null) return null;
        if (authority.Present(exchange, XboxTokenKind.Title, value) is not { } title) return XErrCode.InvalidTitleToken;
        if (title.IsExpired(exchange.Now)) return XErrCode.ExpiredTitleToken;
        return ReferenceEquals(title.Device, device) ? null : XErrCode.OtherDeviceThanTitle;
    }
}
