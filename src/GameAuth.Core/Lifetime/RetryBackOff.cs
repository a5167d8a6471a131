using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>How long to wait after failures in a row: doubling from the shortest pause to the longest, of which the upper half is left to chance, so that clients do not come back all at once.</summary>
/// <param name="Shortest">The pause after the first failure.</param>
/// <param name="Longest">The longest pause.</param>
internal readonly record struct RetryBackOff(TimeSpan Shortest, TimeSpan Longest)
{
    private const int Steps = 1 << 20;

    /// <param name="failures">How many failures there were before, in a row.</param>
    public TimeSpan Pause(int failures)
    {
        double whole = Math.Min(Longest.TotalSeconds, Shortest.TotalSeconds * Math.Pow(2, Math.Clamp(failures, 0, 30)));
        return TimeSpan.FromSeconds(whole * (0.5 + (RandomNumberGenerator.GetInt32(Steps) / (2.0 * Steps))));
    }
}
