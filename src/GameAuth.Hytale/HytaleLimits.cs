using GameAuth.Providers;
using Microsoft.Extensions.Options;

namespace GameAuth.Hytale;

/// <summary>The permits that each call needs. The limits are those of a gateway's documentation; Hytale documents none of its own, so the same hold for it.</summary>
/// <remarks>Codes and polls are counted by address: no account is known before the owner has approved.</remarks>
internal sealed class HytaleLimits(HytaleOptions options)
{
    public static readonly PaceRequest DeviceCode = new(["hytale/device-code"], FailFast: true);

    public static readonly PaceRequest Poll = new(["hytale/poll"], FailFast: true);

    public static PaceRequest Refresh(AccountId account) => new([$"hytale/refresh/{account.Key}"], FailFast: true);

    /// <summary>One of the five calls that are counted by the hour.</summary>
    public PaceRequest Hourly(string call, AccountId account) =>
        new([options.SharedHourlyLimit ? $"hytale/hourly/{account.Key}" : $"hytale/{call}/{account.Key}"], FailFast: true);
}

/// <summary>The names of the hourly calls, in the scopes of the pacer.</summary>
internal static class HytaleCallNames
{
    public const string Profiles = "profiles";
    public const string SelectProfile = "select-profile";
    public const string SessionNew = "session-new";
    public const string SessionRefresh = "session-refresh";
    public const string SessionEnd = "session-end";

    public static readonly string[] All = [Profiles, SelectProfile, SessionNew, SessionRefresh, SessionEnd];
}

/// <summary>The documented limits: 5 device codes in 15 minutes, 10 polls in 5 minutes, 6 refreshes and 20 of each other call in an hour. They outlive the process, so that one that crashes and starts again burns no codes.</summary>
internal sealed class HytalePaceRules : IConfigureOptions<RequestPacerOptions>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public void Configure(RequestPacerOptions options)
    {
        // First in the list, so that a rule of the application's own holds, whenever it was added.
        Add(options, "hytale/device-code", 5, TimeSpan.FromMinutes(15));
        Add(options, "hytale/poll", 10, TimeSpan.FromMinutes(5));
        Add(options, "hytale/refresh/*", 6, Hour);
        Add(options, "hytale/hourly/*", 20, Hour);
        foreach (string call in HytaleCallNames.All)
        {
            Add(options, $"hytale/{call}/*", 20, Hour);
        }
    }

    private static void Add(RequestPacerOptions options, string scope, int permits, TimeSpan period) =>
        options.Rules.Insert(0, new PaceRule(scope, new PaceWindow(permits, period)) { Persisted = true });
}
