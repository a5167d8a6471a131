namespace GameAuth.Providers;

/// <summary>
/// When to poll for a device code (RFC 8628 sections 3.3 to 3.5). It takes times and verdicts, and gives the time of the next poll.
/// It reads no clock and sends nothing. Immutable.
/// </summary>
/// <remarks>All times are on one monotonic scale of the caller's, such as the time since the code was asked for.</remarks>
internal sealed record DevicePollSchedule
{
    /// <summary>The interval where the server names none: 5 s (RFC 8628 section 3.2).</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);

    /// <summary>What each <c>slow_down</c> adds, for this and all later polls: 5 s (RFC 8628 section 3.5).</summary>
    public static readonly TimeSpan SlowDownStep = TimeSpan.FromSeconds(5);

    /// <summary>The longest gap that failures alone make: 60 s, or the interval where that is longer.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(60);

    /// <summary>How long before the deadline the last poll goes out: 1 s, so that its answer can still count.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private const int MostDoublings = 16;

    /// <summary>The least time between two polls now.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>When the code ends.</summary>
    public TimeSpan Deadline { get; init; }

    /// <summary>How many polls in a row got no answer.</summary>
    public int Misses { get; init; }

    /// <summary>When the last poll was over; at first, when the code arrived.</summary>
    public TimeSpan LastPoll { get; init; }

    /// <summary>How long the server last asked to be left alone, counted from <see cref="LastPoll"/>.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Starts with a code.</summary>
    /// <param name="now">When the code arrived.</param>
    /// <param name="expiresIn">How long it lives from then on.</param>
    /// <param name="interval">The least time between two polls; zero and less is <see cref="DefaultInterval"/>.</param>
    /// <param name="retryAfter">How long the server still wants to be left alone, by its last word about the code before.</param>
    /// <returns>The schedule before the first poll.</returns>
    public static DevicePollSchedule Start(TimeSpan now, TimeSpan expiresIn, TimeSpan interval, TimeSpan retryAfter = default) => new()
    {
        Interval = interval > TimeSpan.Zero ? interval : DefaultInterval,
        Deadline = now + expiresIn,
        LastPoll = now,
        RetryAfter = retryAfter,
    };

    /// <summary>When to poll next.</summary>
    /// <param name="notBefore">The earliest time that a limiter allows; <see cref="TimeSpan.Zero"/> where there is none.</param>
    /// <returns>
    /// The time, never less than an interval after the last poll and never later than <see cref="Margin"/> before the deadline; null
    /// when there is no such time, so that the code is as good as expired. The last poll is put just before the deadline, so that a
    /// late approval is not missed.
    /// </returns>
    public TimeSpan? NextPoll(TimeSpan notBefore)
    {
        TimeSpan lastChance = Deadline - Margin;
        TimeSpan allowed = Max(LastPoll + Max(Interval, RetryAfter), notBefore);
        if (allowed > lastChance)
        {
            return null;
        }

        TimeSpan wanted = Max(allowed, LastPoll + Gap);
        return wanted + Interval > lastChance ? lastChance : wanted;
    }

    /// <summary>Takes the verdict of a poll.</summary>
    /// <param name="verdict">What the server said; one that ends the sign-in changes nothing.</param>
    /// <param name="now">When the poll was over.</param>
    /// <param name="retryAfter">How long the server wants to be left alone; null where it did not say.</param>
    /// <returns>The schedule from now on.</returns>
    public DevicePollSchedule After(DevicePollVerdict verdict, TimeSpan now, TimeSpan? retryAfter = null) => this with
    {
        LastPoll = now,
        Interval = verdict == DevicePollVerdict.SlowDown ? Interval + SlowDownStep : Interval,
        Misses = verdict == DevicePollVerdict.Unreachable ? Misses + 1 : 0,
        RetryAfter = retryAfter ?? TimeSpan.Zero,
    };

    /// <summary>The least time from the last poll to the next, whatever the deadline is.</summary>
    public TimeSpan LeastWait => Max(Gap, RetryAfter);

    // RFC 8628 section 3.5 recommends doubling for connection timeouts.
    private TimeSpan Gap => Misses == 0
        ? Interval
        : Max(Interval, Min(Interval * (1L << Math.Min(Misses, MostDoublings)), LongestGap));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
