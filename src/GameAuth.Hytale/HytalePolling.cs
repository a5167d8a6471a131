namespace GameAuth.Hytale;

/// <summary>The rhythm in which a sign-in asks whether the owner has approved. Never faster than the server's interval, a <c>slow_down</c> or the pacer allow.</summary>
public enum HytalePolling
{
    /// <summary>
    /// The server's interval for the first five polls, then one in 50 seconds until five minutes are over, then one in 30: ten polls in five minutes are never spent early, so that
    /// an approval is seen within a minute.
    /// </summary>
    Spread,

    /// <summary>The server's interval throughout (RFC 8628). Under a limit of ten polls in five minutes, the eleventh waits for minutes.</summary>
    Interval,

    /// <summary>5 s, one second more each time, 15 s at most; the sign-in gives up after 15 minutes instead of showing another code.</summary>
    Ramp,
}

/// <summary>When the next poll of one sign-in may go out, over all codes that it shows. Used by one flow at a time.</summary>
internal sealed class HytalePollSchedule(HytalePolling polling, TimeProvider time, Func<DateTimeOffset> permit)
{
    private const int Burst = 5;
    private const int FirstRampSeconds = 5;
    private const int LongestRampSeconds = 15;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RestOfWindow = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan Sustained = TimeSpan.FromSeconds(30);

    // A rhythm goes by the monotonic clock: neither a step of the wall clock nor a sleep brings a poll early, or ends a code that the player is about to approve.
    private readonly long _start = time.GetTimestamp();
    private long _last = time.GetTimestamp();
    private int _polls;

    /// <summary>How long a ramp goes on.</summary>
    public static TimeSpan RampEnd { get; } = TimeSpan.FromMinutes(15);

    /// <summary>The later of what the rhythm and the pacer say.</summary>
    public DateTimeOffset Next()
    {
        DateTimeOffset wanted = time.GetUtcNow() + (Step() - time.GetElapsedTime(_last));
        DateTimeOffset allowed = permit();
        return wanted > allowed ? wanted : allowed;
    }

    /// <summary>A poll was answered, or lost.</summary>
    public void Polled()
    {
        _polls++;
        _last = time.GetTimestamp();
    }

    // The flow itself keeps the server's interval: this only makes the wait longer.
    private TimeSpan Step() => polling switch
    {
        HytalePolling.Ramp => TimeSpan.FromSeconds(Math.Min(FirstRampSeconds + _polls, LongestRampSeconds)),
        HytalePolling.Spread when _polls >= Burst => time.GetElapsedTime(_start) < Window ? RestOfWindow : Sustained,
        _ => TimeSpan.Zero,
    };
}
