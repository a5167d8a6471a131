using System.Collections.Frozen;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The services with published limits, per player, title and service: a burst window of 15 s and a sustained one of 300 s.</summary>
/// <remarks>
/// Microsoft Learn, "Fine-Grained Rate Limiting" of the Xbox services. Its table of hosts has no peoplehub, userpresence, statsread, clubaccounts, clubprofile and clubroster: they
/// are here by their names.
/// </remarks>
internal static class XboxLimits
{
    private const string Domain = ".xboxlive.com";

    private static readonly ServiceLimit PresenceRead = new("presence-read", 10, 100, "userpresence");
    private static readonly ServiceLimit PresenceWrite = new("presence-write", 3, 30);

    public static IReadOnlyList<ServiceLimit> All { get; } =
    [
        new("profile", 10, 30, "profile"),
        new("social", 10, 30, "social", "peoplehub"),
        PresenceRead,
        PresenceWrite,
        new("achievements", 100, 300, "achievements"),
        new("stats", 100, 300, "userstats", "statsread"),
        new("clubs", 10, 30, "clubaccounts", "clubhub", "clubprofile", "clubroster"),
        new("privacy", 10, 30, "privacy"),
        new("leaderboards", 30, 100, "leaderboards"),
        new("sessions", 100, 300, "sessiondirectory"),
        new("matches", 10, 100, "momatch"),
        new("posts", 100, 300, "userposts"),
        new("stats-write", 100, 300, "statswrite"),
    ];

    private static readonly FrozenDictionary<string, ServiceLimit>.AlternateLookup<ReadOnlySpan<char>> ByLabel = All
        .SelectMany(static service => service.HostLabels.Select(label => KeyValuePair.Create(label, service)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The service of a host of xboxlive.com; null where none with a published limit answers there.</summary>
    public static ServiceLimit? OfHost(string host) =>
        host.EndsWith(Domain, StringComparison.OrdinalIgnoreCase) && ByLabel.TryGetValue(host.AsSpan(0, host.Length - Domain.Length), out ServiceLimit? service) ? service : null;

    /// <summary>Presence counts what is read and what is written apart; a batch is read with POST.</summary>
    public static ServiceLimit For(this ServiceLimit service, HttpRequestMessage request) =>
        service != PresenceRead || request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
            || request.RequestUri?.AbsolutePath.EndsWith("/batch", StringComparison.OrdinalIgnoreCase) == true
                ? service
                : PresenceWrite;
}

/// <summary>A service that counts the requests of each player and title for itself.</summary>
/// <param name="Name">Its name in scopes.</param>
/// <param name="Burst">How many in 15 s.</param>
/// <param name="Sustained">How many in 300 s.</param>
/// <param name="HostLabels">The first labels of its hosts; of none for what shares a host with another service.</param>
internal sealed record ServiceLimit(string Name, int Burst, int Sustained, params string[] HostLabels)
{
    private static readonly TimeSpan BurstPeriod = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SustainedPeriod = TimeSpan.FromSeconds(300);

    /// <summary>Its rule, with windows of their own for each account: an account belongs to one player and one client id.</summary>
    public PaceRule Rule => new(ScopeOf("*"), new PaceWindow(Burst, BurstPeriod), new PaceWindow(Sustained, SustainedPeriod)) { HoldWithoutHint = BurstPeriod };

    public string ScopeOf(string accountKey) => $"xbox/{Name}/{accountKey}";
}

/// <summary>What an account's requests ask of the pacer, one per service: composed once, so that a request costs a look-up.</summary>
internal sealed class AccountPaces(Account account)
{
    private readonly FrozenDictionary<ServiceLimit, PaceRequest> _paces =
        XboxLimits.All.ToFrozenDictionary(static service => service, service => new PaceRequest([service.ScopeOf(account.Id.Key)]));

    public PaceRequest this[ServiceLimit service] => _paces[service];
}

/// <summary>
/// The body of a fine-grained 429: <c>{"version":1,"currentRequests":13,"maxRequests":10,"periodInSeconds":15,"type":"burst"}</c>; another page of
/// the vendor has <c>limitType</c> for <c>type</c>, which is of no matter here. Microsoft Learn, "Fine-Grained Rate Limiting".
/// </summary>
internal sealed class XboxLimitBody
{
    /// <summary>Published periods have at most five minutes; a longer one than this would lock a player out on one odd answer.</summary>
    private const long LongestPeriod = 24 * 60 * 60;

    [JsonPropertyName("maxRequests")]
    [JsonConverter(typeof(WireInt64Converter))]
    public long MaxRequests { get; set; }

    [JsonPropertyName("periodInSeconds")]
    [JsonConverter(typeof(WireInt64Converter))]
    public long PeriodInSeconds { get; set; }

    /// <summary>The window that an answer's body names; null where it names none that makes sense.</summary>
    public static PaceWindow? Read(ProviderResponse answer) =>
        answer.TryReadJson(XboxJson.Default.XboxLimitBody, out XboxLimitBody? body)
            && body is { MaxRequests: > 0 and <= int.MaxValue, PeriodInSeconds: > 0 and <= LongestPeriod }
                ? new PaceWindow((int)body.MaxRequests, TimeSpan.FromSeconds(body.PeriodInSeconds))
                : null;
}
