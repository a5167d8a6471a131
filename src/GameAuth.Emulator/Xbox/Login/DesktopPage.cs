using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>The page that applications without a listener redirect to: they read the code off its address, or the player copies it.</summary>
internal static class DesktopPage
{
    public const string Path = "/oauth20_desktop.srf";

    public static Reply Show(Exchange exchange)
    {
        bool granted = exchange.Query.ContainsKey("code");
        return SignInMarkup.Page(granted ? "Approved. Your application needs the address of this page." : "Nobody signed in.", "");
    }
}
