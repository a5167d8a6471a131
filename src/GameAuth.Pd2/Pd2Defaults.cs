using System.Collections.Frozen;

namespace GameAuth.Pd2;

/// <summary>Names and addresses of Project Diablo 2.</summary>
/// <remarks>The service documents none of this for third parties. No client id, secret or redirect ships with this package.</remarks>
public static class Pd2Defaults
{
    /// <summary>The provider's name in account ids, errors and events: <c>pd2</c>.</summary>
    public const string Provider = "pd2";

    /// <summary>The section of the host's configuration that holds the default registration: <c>GameAuth:Pd2</c>.</summary>
    public const string ConfigurationSection = "GameAuth:Pd2";

    /// <summary>The name under which the website keeps a signed-in player's token in the browser's local storage: <c>pd2-token</c>.</summary>
    public const string WebsiteTokenKey = "pd2-token";

    /// <summary>
    /// The live base addresses by name: <c>api</c> (the socket and the REST services), <c>oauth</c> (authorize, token and who signed in), <c>website</c> (where players sign in; only opened in a
    /// browser). Names are compared without regard to case.
    /// </summary>
    public static IReadOnlyDictionary<string, Uri> Endpoints { get; } = new Dictionary<string, Uri>
    {
        [Pd2Endpoint.Api] = new("https://api.projectdiablo2.com"),
        [Pd2Endpoint.OAuth] = new("https://api.projectdiablo2.com"),
        [Pd2Endpoint.Website] = new("https://projectdiablo2.com"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}

/// <summary>The names of the endpoints, as configuration has them.</summary>
internal static class Pd2Endpoint
{
    public const string Api = "api";
    public const string OAuth = "oauth";
    public const string Website = "website";
}

/// <summary>The names of the steps, in errors and logs.</summary>
internal static class Pd2Step
{
    public const string WebsiteToken = "website token";
    public const string Authorization = "authorization";
    public const string CodeExchange = "code exchange";
    public const string Supplied = "supplied tokens";
    public const string Refresh = "refresh";
    public const string Session = "session";
    public const string WhoAmI = "own account";
}

/// <summary>The names of the services, as calls have them.</summary>
internal static class Pd2Service
{
    public const string Session = "security/session";
    public const string Listings = "market/listing";
    public const string Offers = "market/offer";
    public const string Stash = "game/stash";
}
