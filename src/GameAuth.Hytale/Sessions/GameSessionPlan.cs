using System.Security.Cryptography;

namespace GameAuth.Hytale;

/// <summary>
/// When each game session of this process is renewed. Sessions of an account keep apart, within the minutes in which they may be refreshed, and keep their
/// order where they are many: under a limit by the hour, a crowd that meets again each time would have its last ones wait until they have ended. Times are moments of the steady clock. Safe for use from any thread.
/// </summary>
internal sealed class GameSessionPlan(int refreshesPerHour)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    private readonly TimeSpan _apart = TimeSpan.FromHours(0.5) / refreshesPerHour;
    private readonly Lock _gate = new();
    private readonly Dictionary<GameSession, DateTimeOffset> _due = [];

    /// <summary>Finds a time for a session with new tokens: five minutes before the end and a bit, or the nearest that has room around it.</summary>
    public DateTimeOffset Place(GameSession session, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        DateTimeOffset wanted = GameSessionTimes.DueAt(now, expiresAt);
        (DateTimeOffset earliest, DateTimeOffset latest) = GameSessionTimes.RangeOf(now, expiresAt);
        lock (_gate)
        {
            KeyValuePair<GameSession, DateTimeOffset>[] others = [.. _due.Where(other => other.Key != session && other.Key.Account.Id == session.Account.Id)];
            DateTimeOffset[] taken = [.. others.Select(static other => other.Value)];
            (DateTimeOffset best, TimeSpan room) = (wanted, TimeSpan.Zero);
            DateTimeOffset turn = now + (TimeSpan.FromHours(1.0 / refreshesPerHour) * (others.Length + 1));
            if (turn > earliest && turn < latest)
            {
                // The limit is nearly used up: one that came before its turn, or before another that ends first, would have that one wait until it has ended.
                turn = others.Where(other => other.Key.EndsAt < expiresAt).Select(static other => other.Value).Append(turn).Max();
                (best, room) = Roomiest(wanted > turn ? wanted : turn, (turn, latest), taken);
            }

            // Those that were made together part ways first of all.
            return _due[session] = room < _apart / 2 ? Roomiest(wanted, (earliest, latest), taken).Best : best;
        }
    }

    /// <summary>The session is over.</summary>
    public void Remove(GameSession session)
    {
        lock (_gate)
        {
            _due.Remove(session);
        }
    }

    private (DateTimeOffset Best, TimeSpan Room) Roomiest(DateTimeOffset wanted, (DateTimeOffset Earliest, DateTimeOffset Latest) range, DateTimeOffset[] others)
    {
        (DateTimeOffset best, TimeSpan room) = (wanted, RoomAround(wanted, others));
        for (TimeSpan off = Step; room < _apart && (wanted - off >= range.Earliest || wanted + off <= range.Latest); off += Step)
        {
            foreach (DateTimeOffset time in (ReadOnlySpan<DateTimeOffset>)[wanted - off, wanted + off])
            {
                if (time >= range.Earliest && time <= range.Latest && RoomAround(time, others) is var around && around > room)
                {
                    (best, room) = (time, around);
                }
            }
        }

        return (best, room);
    }

    private static TimeSpan RoomAround(DateTimeOffset time, DateTimeOffset[] others)
    {
        TimeSpan room = TimeSpan.MaxValue;
        foreach (DateTimeOffset other in others)
        {
            TimeSpan apart = (other - time).Duration();
            room = apart < room ? apart : room;
        }

        return room;
    }
}

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

    public static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
