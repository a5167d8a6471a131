using System.Security.Cryptography;

namespace GameAuth.Hytale;

/// <summary>When a game session is renewed. Hytale's own server does it five minutes before the end; a gateway refuses it before the last ten.</summary>
internal static class GameSessionTimes
{
    /// <summary>How long before its end a session is renewed.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>At most this much earlier still, at random, so that sessions made together part ways.</summary>
    public static readonly TimeSpan MaxJitter = TimeSpan.FromMinutes(1);

    /// <summary>The part of its life in which a session may be refreshed.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>How long before its end a session that can not be refreshed in time is replaced by another.</summary>
    public static readonly TimeSpan LastCall = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan EarliestOfCrowd = TimeSpan.FromMinutes(9.5);
    private static readonly TimeSpan LatestOfCrowd = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>When to renew a session that was just given out. A life shorter than the margins is halved.</summary>
    public static DateTimeOffset DueAt(DateTimeOffset now, DateTimeOffset expiresAt)
    {
        TimeSpan life = expiresAt - now;
        TimeSpan early = Margin + TimeSpan.FromTicks((long)(MaxJitter.Ticks * (RandomNumberGenerator.GetInt32(1, 1001) / 1000.0)));
        return life > early * 2 ? expiresAt - early : now + (life / 2);
    }

    /// <summary>Between which times a session of a crowd may be renewed; empty for a short life.</summary>
    public static (DateTimeOffset Earliest, DateTimeOffset Latest) RangeOf(DateTimeOffset now, DateTimeOffset expiresAt) =>
        expiresAt - now > EarliestOfCrowd * 2 ? (expiresAt - EarliestOfCrowd, expiresAt - LatestOfCrowd) : (expiresAt, now);

    /// <summary>When to ask again where a limit holds several sessions back: those that end first go first, whenever they have asked.</summary>
    public static DateTimeOffset TurnAt(DateTimeOffset permitAt, DateTimeOffset expiresAt) =>
        permitAt + (Later(expiresAt, permitAt) - permitAt) / 600 + TimeSpan.FromMilliseconds(10);

    /// <summary>When a session may be refreshed that was not old enough, so many times in a row.</summary>
    public static DateTimeOffset AllowedAt(DateTimeOffset now, DateTimeOffset expiresAt, int refusals) => Later(now + Pause(refusals), expiresAt - Window);

    /// <summary>How long to leave a service alone that has failed so many times in a row.</summary>
    public static TimeSpan Pause(int failures) => TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(failures - 1, 8)));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
