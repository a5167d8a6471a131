using System.Collections.Frozen;

namespace GameAuth.Psn;

/// <summary>Names and addresses of the PlayStation Network.</summary>
/// <remarks>The service documents none of this for third parties. No client id, secret or redirect ships with this package.</remarks>
public static class PsnDefaults
{
    /// <summary>The provider's name in account ids, errors and events: <c>psn</c>.</summary>
    public const string Provider = "psn";

    /// <summary>The section of the host's configuration that holds the default registration: <c>GameAuth:Psn</c>.</summary>
    public const string ConfigurationSection = "GameAuth:Psn";

    /// <summary>
    /// The live base addresses by name: <c>account</c> (authorize and token), <c>signin</c> (where a player who is not signed in is led; only compared), <c>api</c> (trophies, presence, friends,
    /// profiles by account id), <c>community</c> (profiles by online id), <c>profiles</c> (who signed in), <c>push</c> (where push
    /// connections are handed out). Names are compared without regard to case.
    /// </summary>
    public static IReadOnlyDictionary<string, Uri> Endpoints { get; } = new Dictionary<string, Uri>
    {
        [PsnEndpoint.Account] = new("https://ca.account.sony.com"),
        [PsnEndpoint.SignIn] = new("https://my.account.sony.com"),
        [PsnEndpoint.Api] = new("https://m.np.playstation.com"),
        [PsnEndpoint.Community] = new("https://us-prof.np.community.playstation.net"),
        [PsnEndpoint.Profiles] = new("https://dms.api.playstation.com"),
        [PsnEndpoint.Push] = new("https://mobile-pushcl.np.communication.playstation.net"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}

/// <summary>The names of the endpoints, as configuration has them.</summary>
internal static class PsnEndpoint
{
    public const string Account = "account";
    public const string SignIn = "signin";
    public const string Api = "api";
    public const string Community = "community";
    public const string Profiles = "profiles";
    public const string Push = "push";
}

/// <summary>The names of the steps, in errors and logs.</summary>
internal static class PsnStep
{
    public const string Npsso = "npsso";
    public const string Authorization = "authorization";
    public const string CodeExchange = "code exchange";
    public const string SsoToken = "sso token";
    public const string Refresh = "refresh";
    public const string WhoAmI = "own account";
    public const string ClientToken = "client token";
    public const string PushAddress = "push address";
    public const string Push = "push";
}
