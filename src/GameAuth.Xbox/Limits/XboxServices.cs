using System.Collections.Frozen;

namespace GameAuth.Xbox;

/// <summary>The services with published limits, and the first labels of their hosts in xboxlive.com.</summary>
/// <remarks>
/// Microsoft Learn, "Fine-Grained Rate Limiting" of the Xbox services. Its table of hosts has no peoplehub, userpresence, statsread, clubaccounts, clubprofile and clubroster: they
/// are here by their names.
/// </remarks>
internal static class XboxServices
{
    public static readonly XboxService Profile = new("profile", 10, 30);
    public static readonly XboxService Social = new("social", 10, 30);
    public static readonly XboxService PresenceRead = new("presence-read", 10, 100);
    public static readonly XboxService PresenceWrite = new("presence-write", 3, 30);
    public static readonly XboxService Achievements = new("achievements", 100, 300);
    public static readonly XboxService Stats = new("stats", 100, 300);
    public static readonly XboxService Clubs = new("clubs", 10, 30);
    public static readonly XboxService Privacy = new("privacy", 10, 30);
    public static readonly XboxService Leaderboards = new("leaderboards", 30, 100);
    public static readonly XboxService Sessions = new("sessions", 100, 300);
    public static readonly XboxService Matches = new("matches", 10, 100);
    public static readonly XboxService Posts = new("posts", 100, 300);
    public static readonly XboxService StatsWrite = new("stats-write", 100, 300);

    private const string Domain = ".xboxlive.com";
    private const string Presence = "userpresence";

    private static readonly FrozenDictionary<string, XboxService> ByLabel = new Dictionary<string, XboxService>
    {
        ["profile"] = Profile,
        ["social"] = Social,
        ["peoplehub"] = Social,
        [Presence] = PresenceRead,
        ["achievements"] = Achievements,
        ["userstats"] = Stats,
        ["statsread"] = Stats,
        ["clubaccounts"] = Clubs,
        ["clubhub"] = Clubs,
        ["clubprofile"] = Clubs,
        ["clubroster"] = Clubs,
        ["privacy"] = Privacy,
        ["leaderboards"] = Leaderboards,
        ["sessiondirectory"] = Sessions,
        ["momatch"] = Matches,
        ["userposts"] = Posts,
        ["statswrite"] = StatsWrite,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, XboxService>.AlternateLookup<ReadOnlySpan<char>> BySpan = ByLabel.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IReadOnlyList<XboxService> All { get; } =
    [
        Profile, Social, PresenceRead, PresenceWrite, Achievements, Stats, Clubs, Privacy, Leaderboards, Sessions, Matches, Posts, StatsWrite,
    ];

    /// <summary>The service of a host of xboxlive.com; null where none with a published limit answers there.</summary>
    public static XboxService? OfHost(string host) =>
        host.EndsWith(Domain, StringComparison.OrdinalIgnoreCase) ? OfLabel(host.AsSpan(0, host.Length - Domain.Length)) : null;

    /// <summary>The service of an endpoint's name, which is the first label of its host.</summary>
    public static XboxService? OfLabel(ReadOnlySpan<char> label) => BySpan.TryGetValue(label, out XboxService? service) ? service : null;

    /// <summary>Presence counts what is read and what is written apart; a batch is read with POST.</summary>
    public static XboxService For(this XboxService service, HttpRequestMessage request) =>
        service != PresenceRead || request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
            || request.RequestUri?.AbsolutePath.EndsWith("/batch", StringComparison.OrdinalIgnoreCase) == true
                ? service
                : PresenceWrite;
}
