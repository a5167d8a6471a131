using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>How long to wait after failures in a row: 1 s, doubling to 60 s, of which the upper half is left to chance, so that clients do not come back all at once.</summary>
internal sealed class RtaBackOff(IIdGenerator ids)
{
    /// <summary>A connection that has lived for so long counts as healthy: the next pause is the shortest again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public TimeSpan Pause(int failures)
    {
        TimeSpan whole = TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Clamp(failures, 0, 10))));
        double chance = (ids.NextSpan() >> 11) / (double)(1UL << 53);
        return whole * (0.5 + (chance / 2));
    }
}
