using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Microsoft's pages that a player may be sent to.</summary>
internal static class MicrosoftPages
{
    private static readonly string[] Hosts =
        ["*.live.com", "microsoft.com", "*.microsoft.com", "login.microsoftonline.com", "*.xboxlive.com", "xbox.com", "*.xbox.com"];

    public static ServerUriPolicy Policy(bool allowLoopback) => new(XboxDefaults.Provider, Hosts) { AllowLoopback = allowLoopback };

    /// <summary>An address that may be there: null where there is none, or it does not pass, since what it belongs to is worth more.</summary>
    public static Uri? Find(this ServerUriPolicy policy, string? address, string step)
    {
        try
        {
            return string.IsNullOrWhiteSpace(address) ? null : policy.Check(address, step);
        }
        catch (ProviderException)
        {
            return null;
        }
    }

    /// <summary>Microsoft names no page with the code filled in, but its pages take the code as <c>otc</c>.</summary>
    public static DeviceAuthorization WithCode(DeviceAuthorization code) =>
        code.PageWithCode is null && code.Page is { Query: "", AbsolutePath: "/oauth20_remoteconnect.srf" or "/link" }
            ? code with { PageWithCode = new Uri(code.Page, $"?otc={Uri.EscapeDataString(code.UserCode)}") }
            : code;
}
