using System.Collections.Frozen;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Names and addresses of Hytale's services.</summary>
/// <remarks>Facts: Hytale's "Server Provider Authentication Guide".</remarks>
public static class HytaleDefaults
{
    /// <summary>The provider's name in account ids, errors and events: <c>hytale</c>.</summary>
    public const string Provider = "hytale";

    /// <summary>The section of the host's configuration that holds the default registration: <c>GameAuth:Hytale</c>.</summary>
    public const string ConfigurationSection = "GameAuth:Hytale";

    /// <summary>The public client id that Hytale documents for servers and their tools: <c>hytale-server</c>. It has no secret.</summary>
    public const string ClientId = "hytale-server";

    /// <summary>The scopes that go with it: an offline grant, and game sessions of a server.</summary>
    public const string Scope = "openid offline auth:server";

    /// <summary>Who signs session, identity and server access tokens (<c>iss</c>).</summary>
    public const string SessionIssuer = "https://sessions.hytale.com";

    /// <summary>The entitlement that lifts the limit of concurrent game sessions.</summary>
    public const string UnlimitedServers = "sessions.unlimited_servers";

    /// <summary>The live base addresses by name: <c>oauth</c>, <c>account-data</c>, <c>sessions</c>. A <c>gateway</c> has none: it is the application's own. Names are compared without regard to case.</summary>
    public static IReadOnlyDictionary<string, Uri> Endpoints { get; } = new Dictionary<string, Uri>
    {
        [HytaleEndpoint.OAuth] = new("https://oauth.accounts.hytale.com"),
        [HytaleEndpoint.AccountData] = new("https://account-data.hytale.com"),
        [HytaleEndpoint.Sessions] = new(SessionIssuer),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}

/// <summary>The names of the endpoints, as configuration has them.</summary>
internal static class HytaleEndpoint
{
    public const string OAuth = "oauth";
    public const string AccountData = "account-data";
    public const string Sessions = "sessions";
    public const string Gateway = "gateway";

    /// <summary>The pages that an owner may be sent to. A gateway hands out Hytale's own.</summary>
    public static ServerUriPolicy SignInPages(bool allowLoopback) => new(HytaleDefaults.Provider, "hytale.com", "*.hytale.com") { AllowLoopback = allowLoopback };
}

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
