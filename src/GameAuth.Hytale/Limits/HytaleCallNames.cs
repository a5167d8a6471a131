namespace GameAuth.Hytale;

/// <summary>The names of the hourly calls, in scopes.</summary>
internal static class HytaleCallNames
{
    public const string Profiles = "profiles";
    public const string SelectProfile = "select-profile";
    public const string SessionNew = "session-new";
    public const string SessionRefresh = "session-refresh";
    public const string SessionEnd = "session-end";

    public static readonly string[] All = [Profiles, SelectProfile, SessionNew, SessionRefresh, SessionEnd];
}
