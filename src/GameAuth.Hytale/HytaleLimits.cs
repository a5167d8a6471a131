using System.Collections.Frozen;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The limits that Hytale documents: what a call asks of the pacer, and the rules behind it.</summary>
internal sealed class HytaleLimits(HytaleOptions options)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // One wait for a place that is about to be free is better than a failure; documented windows are minutes and hours long.
    private static readonly PaceRequest Egress = new(["hytale/egress"], MaxWait: TimeSpan.FromSeconds(2));

    /// <summary>Kept in the store where they are long.</summary>
    public static IEnumerable<PaceRule> Rules { get; } =
    [
        Rule("hytale/device-code", 5, TimeSpan.FromMinutes(15)),
        Rule("hytale/poll", 10, TimeSpan.FromMinutes(5)),
        Rule("hytale/poll/*", 10, TimeSpan.FromMinutes(5)) with { Persisted = false },
        Rule("hytale/refresh/*", 6, Hour),
        Rule("hytale/hourly/*", 20, Hour),
        .. HytaleCallNames.All.Select(static call => Rule($"hytale/{call}/*", 20, Hour)),
        Rule("hytale/egress", 600, TimeSpan.FromMinutes(1)) with { Persisted = false },
    ];

    public PaceRequest DeviceCode => Of("hytale/device-code");

    /// <summary>The polls of all sign-ins that this program waits for.</summary>
    public PaceRequest Poll => Of("hytale/poll");

    /// <summary>The polls for one code that its caller keeps: whoever serves many owners must not have one hold up another.</summary>
    public PaceRequest PollOf(Secret deviceCode) => Of($"hytale/poll/{TokenFingerprint.Of(deviceCode)}");

    public PaceRequest Refresh(AccountId account) => Of($"hytale/refresh/{account.Key}");

    /// <summary>The hourly limit of an account's call.</summary>
    public PaceRequest Hourly(string call, AccountId account) => Of(options.SharedHourlyLimit ? $"hytale/hourly/{account.Key}" : $"hytale/{call}/{account.Key}");

    private PaceRequest Of(string scope) => options.EgressBudget ? Egress : new PaceRequest([scope], FailFast: true);

    private static PaceRule Rule(string scope, int permits, TimeSpan period) => new(scope, new PaceWindow(permits, period)) { Persisted = true };
}

/// <summary>The calls that have an hourly limit, and the requests that they are.</summary>
internal static class HytaleCallNames
{
    public const string Profiles = "profiles";
    public const string SelectProfile = "select-profile";
    public const string SessionNew = "session-new";
    public const string SessionRefresh = "session-refresh";
    public const string SessionEnd = "session-end";

    public static readonly string[] All = [Profiles, SelectProfile, SessionNew, SessionRefresh, SessionEnd];

    private static readonly FrozenDictionary<string, string> Paths = new Dictionary<string, string>
    {
        ["/my-account/get-profiles"] = Profiles,
        ["/game-session/new"] = SessionNew,
        ["/game-session/refresh"] = SessionRefresh,
        ["/game-session"] = SessionEnd,
        ["/api/v1/hytale/oauth/profiles"] = Profiles,
        ["/api/v1/hytale/oauth/select-profile"] = SelectProfile,
        ["/api/v1/hytale/oauth/game-session/new"] = SessionNew,
        ["/api/v1/hytale/oauth/game-session/refresh"] = SessionRefresh,
        ["/api/v1/hytale/oauth/game-session/delete"] = SessionEnd,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The call that a request of an application's client is; null where it has no documented limit.</summary>
    public static string? Find(HttpRequestMessage request) => Paths.GetValueOrDefault(request.RequestUri!.AbsolutePath.TrimEnd('/'));
}
