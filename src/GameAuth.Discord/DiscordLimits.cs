using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>The limits that are kept here, and what a call asks of the pacer.</summary>
/// <remarks>Whatever an application does and whatever the backend answers, a session is refreshed four times a minute at most. Frames keep to what the server's socket takes.</remarks>
internal static class DiscordLimits
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public static IEnumerable<PaceRule> Rules { get; } =
    [
        new("discord/refresh/*", new PaceWindow(4, TimeSpan.FromMinutes(1))) { HoldWithoutHint = TimeSpan.FromSeconds(15) },
        new("discord/frames/*", new PaceWindow(18, TimeSpan.FromSeconds(1))),
    ];

    /// <summary>A refresh. Who is over the limit hears when the next one may be made: a caller waits for the token.</summary>
    public static PaceRequest Refresh(AccountId account) => new([$"discord/refresh/{account.Key}"], FailFast: true);

    /// <summary>A frame: the server closes a socket that sends more than 20 in a second.</summary>
    public static PaceRequest Frame(AccountId account) => new([$"discord/frames/{account.Key}"], MaxWait: LongestWait);
}
