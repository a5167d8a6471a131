namespace GameAuth.Hytale;

/// <summary>The names of the endpoints, as configuration has them.</summary>
internal static class HytaleEndpoint
{
    public const string OAuth = "oauth";
    public const string AccountData = "account-data";
    public const string Sessions = "sessions";
    public const string Gateway = "gateway";
}
