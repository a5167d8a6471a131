namespace GameAuth.Providers;

/// <summary>
/// Time that counts the machine's sleep and does not go back: what is waited for in memory, such as the end of a token or of a pause, is a moment of this clock. The rule is in
/// <c>docs/concepts.md</c>.
/// </summary>
/// <remarks>
/// <para>
/// It shows the wall clock plus a correction, which grows by as much as the wall clock falls behind the monotonic one. So it goes on by whichever of the two has gone further: a sleep
/// and a step forward are seen at once, because the wall clock shows them; a step back is seen at the next reading, or within ten seconds where it is shorter than that. A
/// difference of less than half a second is the clocks' own noise.
/// </para>
/// <para>
/// What a caller sees and what is stored is a time of the wall clock: turn it into a moment when it comes (<see cref="FromWall"/>), and back when it is told (<see cref="ToWall"/>).
/// One process may have several of these; a moment means nothing to another one. Safe for use from any thread; reading it takes no lock and allocates nothing, but for a look at both
/// clocks each ten seconds.
/// </para>
/// </remarks>
public sealed class SteadyClock
{
    /// <summary>The longest delay that is waited for in one piece: 1 minute. A timer stands still while the machine sleeps, so both clocks are looked at in between.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private const long Noise = TimeSpan.TicksPerSecond / 2;
    private const long LookEvery = 10 * TimeSpan.TicksPerSecond;

    // Nothing that is reckoned from a moment leaves the calendar, whatever a server or a user has named as an end.
    private static readonly long Earliest = DateTimeOffset.MinValue.AddYears(1).UtcTicks;
    private static readonly long Latest = DateTimeOffset.MaxValue.AddYears(-1).UtcTicks;

    private readonly Lock _gate = new();
    private ClockLook _last;

    /// <summary>Starts with the wall clock's time.</summary>
    /// <param name="wall">The clock of this machine.</param>
    public SteadyClock(TimeProvider wall)
    {
        ArgumentNullException.ThrowIfNull(wall);
        Wall = wall;
        (long now, long stamp) = Read();
        _last = new ClockLook(now, stamp, Correction: 0);
    }

    /// <summary>The clock of this machine: what callers are told, and what is stored.</summary>
    public TimeProvider Wall { get; }

    /// <summary>The moment that it is now.</summary>
    public DateTimeOffset Now => At(Ticks);

    /// <summary>The moment that it is now, in ticks: one reading of the wall clock.</summary>
    internal long Ticks
    {
        get
        {
            // The look comes before the reading: a step in between shows as a wall clock that is behind the look.
            ClockLook last = Volatile.Read(ref _last);
            long now = Wall.GetUtcNow().UtcTicks;
            return IsFresh(last, now) ? now + last.Correction : Look().Ticks;
        }
    }

    /// <summary>How far it is ahead of the wall clock, in ticks; never less than before.</summary>
    internal long Correction
    {
        get
        {
            ClockLook last = Volatile.Read(ref _last);
            return IsFresh(last, Wall.GetUtcNow().UtcTicks) ? last.Correction : Look().Correction;
        }
    }

    /// <summary>The moment of a time of the wall clock, as that is set now. Never throws: a time at the edge of the calendar becomes a moment that is as good as never.</summary>
    /// <param name="time">The time, such as a stored end.</param>
    /// <returns>The moment.</returns>
    public DateTimeOffset FromWall(DateTimeOffset time) => At(time.UtcTicks + Correction);

    /// <summary>What the wall clock, as it is set now, will show at a moment.</summary>
    /// <param name="moment">The moment.</param>
    /// <returns>The time, in UTC.</returns>
    public DateTimeOffset ToWall(DateTimeOffset moment) => At(moment.UtcTicks - Correction);

    /// <summary>The moment after some time from now. Never throws.</summary>
    /// <param name="span">The time.</param>
    /// <returns>The moment.</returns>
    public DateTimeOffset After(TimeSpan span)
    {
        long now = Ticks;
        return At(span.Ticks > Latest - now ? Latest : now + span.Ticks);
    }

    /// <summary>Waits for a moment, however far it is, in pieces of a minute at most with a look at both clocks after each. So a sleep makes it late by a minute at most.</summary>
    /// <param name="moment">The moment; one that has passed is there at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when it is there.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task DelayUntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        ClockLook look;
        while ((look = Look()).Ticks < moment.UtcTicks)
        {
            // All who wait here wake at the same instants, so that many waits are one wake of the machine.
            long piece = TimeSpan.TicksPerMinute - (Wall.GetElapsedTime(0, look.Stamp).Ticks % TimeSpan.TicksPerMinute);

            // Timers count whole milliseconds and cut off the rest, which would end it just before its time.
            double milliseconds = Math.Ceiling(Math.Min(moment.UtcTicks - look.Ticks, piece) / (double)TimeSpan.TicksPerMillisecond);
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Wall, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsFresh(ClockLook last, long now) => (ulong)(now - last.Wall) < LookEvery;

    private static DateTimeOffset At(long ticks) => new(Math.Clamp(ticks, Earliest, Latest), TimeSpan.Zero);

    /// <summary>Looks at both clocks.</summary>
    private ClockLook Look()
    {
        lock (_gate)
        {
            (long now, long stamp) = Read();
            long behind = Wall.GetElapsedTime(_last.Stamp, stamp).Ticks - (now - _last.Wall);
            ClockLook look = new(now, stamp, _last.Correction + (behind > Noise ? behind : 0));
            Volatile.Write(ref _last, look);
            return look;
        }
    }

    // Both at one time: a process that is held between the two readings must not take that for a step.
    private (long Now, long Stamp) Read()
    {
        long now;
        long stamp = Wall.GetTimestamp();
        long before;
        int tries = 0;
        do
        {
            before = stamp;
            now = Wall.GetUtcNow().UtcTicks;
            stamp = Wall.GetTimestamp();
        }
        while (Wall.GetElapsedTime(before, stamp).Ticks > Noise / 10 && ++tries < 10);
        return (now, stamp);
    }
}

/// <summary>Both clocks as they stood at one time, and how far the steady clock is ahead of the wall clock since.</summary>
internal sealed record ClockLook(long Wall, long Stamp, long Correction)
{
    public long Ticks => Wall + Correction;
}

/// <summary>Which times a server may say of its own clock.</summary>
internal static class ServerDate
{
    /// <summary>The most that a server's clock is believed to differ from this machine's. What is further off is a fault, and would move every signature and every end.</summary>
    public static readonly TimeSpan MostOff = TimeSpan.FromDays(30);

    /// <summary>The date where it can be the server's time; null where it can't, or there is none.</summary>
    public static DateTimeOffset? Believe(DateTimeOffset? date, DateTimeOffset localNow) =>
        date is { } said && (said - localNow).Duration() <= MostOff ? said : null;
}
