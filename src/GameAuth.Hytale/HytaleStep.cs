namespace GameAuth.Hytale;

/// <summary>The names of the steps, in errors and logs.</summary>
internal static class HytaleStep
{
    public const string DeviceCode = "device code";
    public const string Poll = "device code poll";
    public const string Refresh = "refresh";
    public const string Profiles = "profiles";
    public const string SelectProfile = "select profile";
    public const string SessionNew = "new game session";
    public const string SessionRefresh = "refresh game session";
    public const string SessionEnd = "end game session";
    public const string Keys = "published keys";
    public const string JoinGrant = "join grant";
    public const string JoinToken = "join token";
}
