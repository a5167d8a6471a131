using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Microsoft's pages that a player may be sent to.</summary>
internal static class MicrosoftPages
{
    private static readonly string[] Hosts =
        ["*.live.com", "microsoft.com", "*.microsoft.com", "login.microsoftonline.com", "*.xboxlive.com", "xbox.com", "*.xbox.com"];

    public static ServerUriPolicy Policy(bool allowLoopback) => new(XboxDefaults.Provider, Hosts) { AllowLoopback = allowLoopback };

    /// <summary>Microsoft names no page with the code filled in, but its pages take the code as <c>otc</c>.</summary>
    public static DeviceAuthorization WithCode(DeviceAuthorization code) =>
        code.PageWithCode is null && code.Page is { Query: "", AbsolutePath: "/oauth20_remoteconnect.srf" or "/link" }
            ? code with { PageWithCode = new Uri(code.Page, $"?otc={Uri.EscapeDataString(code.UserCode)}") }
            : code;
}
