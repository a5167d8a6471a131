using System.Collections.Frozen;

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
