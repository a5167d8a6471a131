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
