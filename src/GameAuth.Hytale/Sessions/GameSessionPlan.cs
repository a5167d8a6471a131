namespace GameAuth.Hytale;

/// <summary>
/// When each game session of this process is renewed. Sessions of an account keep apart, within the minutes in which they may be refreshed, and keep their
/// order where they are many: under a limit by the hour, a crowd that meets again each time would have its last ones wait until they have ended. Safe for use from any thread.
/// </summary>
internal sealed class GameSessionPlan(int refreshesPerHour)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    private readonly TimeSpan _apart = TimeSpan.FromHours(0.5) / refreshesPerHour;
    private readonly Lock _gate = new();
    private readonly Dictionary<HytaleGameSession, DateTimeOffset> _due = [];

    /// <summary>Finds a time for a session with new tokens: five minutes before the end and a bit, or the nearest that has room around it.</summary>
    public DateTimeOffset Place(HytaleGameSession session, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        DateTimeOffset wanted = GameSessionTimes.DueAt(now, expiresAt);
        (DateTimeOffset earliest, DateTimeOffset latest) = GameSessionTimes.RangeOf(now, expiresAt);
        lock (_gate)
        {
            KeyValuePair<HytaleGameSession, DateTimeOffset>[] others = [.. _due.Where(other => other.Key != session && other.Key.Account.Id == session.Account.Id)];
            DateTimeOffset[] taken = [.. others.Select(static other => other.Value)];
            (DateTimeOffset best, TimeSpan room) = (wanted, TimeSpan.Zero);
            DateTimeOffset turn = now + (TimeSpan.FromHours(1.0 / refreshesPerHour) * (others.Length + 1));
            if (turn > earliest && turn < latest)
            {
                // The limit is nearly used up: one that came before its turn, or before another that ends first, would have that one wait until it has ended.
                turn = others.Where(other => other.Key.ExpiresAt < expiresAt).Select(static other => other.Value).Append(turn).Max();
                (best, room) = Roomiest(wanted > turn ? wanted : turn, (turn, latest), taken);
            }

            // Those that were made together part ways first of all.
            return _due[session] = room < _apart / 2 ? Roomiest(wanted, (earliest, latest), taken).Best : best;
        }
    }

    /// <summary>The session is over.</summary>
    public void Remove(HytaleGameSession session)
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
