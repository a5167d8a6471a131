namespace GameAuth.Providers;

/// <summary>A window that a server named, until it has not been named for a while.</summary>
internal sealed class LearnedWindow(int permits, long period, long expiresAt)
{
    private int _permits = permits;

    public long Period { get; private set; } = period;

    public long ExpiresAt { get; private set; } = expiresAt;

    public void Tighten(int permits, long period, long expiresAt)
    {
        // A looser word does not prolong a stricter one, so that a limit that the server lifted is forgotten in time.
        if (permits <= _permits)
        {
            ExpiresAt = Math.Max(ExpiresAt, expiresAt);
        }

        _permits = Math.Min(_permits, permits);
        Period = Math.Max(Period, period);
    }

    public long Earliest(long at, SlidingLog log) => at < ExpiresAt ? Math.Min(ExpiresAt, log.Earliest(at, _permits, Period)) : at;
}
