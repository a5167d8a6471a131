namespace GameAuth.Emulator;

/// <summary>How requests are counted against a quota.</summary>
public enum HytaleLimiterStyle
{
    /// <summary>A window from the first request on; its end is <c>X-RateLimit-Reset</c>.</summary>
    Window,

    /// <summary>
    /// A bucket that refills steadily, as the published code has it: <c>X-RateLimit-Reset</c> is always a whole window away, and
    /// <c>Retry-After</c> is a whole window, although one request is possible again much earlier.
    /// </summary>
    TokenBucket,
}
