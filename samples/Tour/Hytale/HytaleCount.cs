namespace Tour.Hytale;

/// <summary>The steps of which the tour counts the requests, as the emulator calls them.</summary>
internal static class HytaleCount
{
    public const string Profiles = "hytale.profiles";
    public const string Refresh = "hytale.refresh";
    public const string SessionNew = "hytale.session-new";
    public const string SessionRefresh = "hytale.session-refresh";
    public const string SessionEnd = "hytale.session-end";
    public const string Keys = "hytale.jwks";

    /// <summary>All that the host of sign-ins is asked.</summary>
    public static readonly string[] SignIn = ["hytale.device-code", "hytale.poll", Refresh];
}
