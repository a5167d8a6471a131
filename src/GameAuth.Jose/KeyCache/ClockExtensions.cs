namespace GameAuth.Jose;

internal static class ClockExtensions
{
    /// <summary>The timestamp that the clock will have after a time.</summary>
    public static long After(this TimeProvider clock, TimeSpan time) => clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency);
}
