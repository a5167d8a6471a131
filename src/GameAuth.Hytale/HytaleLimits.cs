using System.Collections.Frozen;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The limits that Hytale documents: what a call asks of the pacer, and the rules behind it.</summary>
internal sealed class HytaleLimits(HytaleOptions options)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static readonly PaceRequest DeviceCode = new(["hytale/device-code"], FailFast: true);

    public static readonly PaceRequest Poll = new(["hytale/poll"], FailFast: true);

    /// <summary>Kept in the store, since they are long.</summary>
    public static IEnumerable<PaceRule> Rules { get; } =
    [
        Rule("hytale/device-code", 5, TimeSpan.FromMinutes(15)),
        Rule("hytale/poll", 10, TimeSpan.FromMinutes(5)),
        Rule("hytale/refresh/*", 6, Hour),
        Rule("hytale/hourly/*", 20, Hour),
        .. HytaleCallNames.All.Select(static call => Rule($"hytale/{call}/*", 20, Hour)),
    ];

    public static PaceRequest Refresh(AccountId account) => new([$"hytale/refresh/{account.Key}"], FailFast: true);

    /// <summary>The hourly limit of an account's call.</summary>
    public PaceRequest Hourly(string call, AccountId account) =>
        new([options.SharedHourlyLimit ? $"hytale/hourly/{account.Key}" : $"hytale/{call}/{account.Key}"], FailFast: true);

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
