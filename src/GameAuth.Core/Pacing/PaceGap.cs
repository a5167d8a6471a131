namespace GameAuth.Providers;

/// <summary>A random pause between two requests, drawn evenly from a range in whole milliseconds.</summary>
/// <param name="Shortest">The least pause; zero or more.</param>
/// <param name="Longest">The longest pause; at least <paramref name="Shortest"/>, at most 31 days.</param>
public readonly record struct PaceGap(TimeSpan Shortest, TimeSpan Longest)
{
    internal bool IsNone => Longest == TimeSpan.Zero;

    internal bool IsValid => Shortest >= TimeSpan.Zero && Longest >= Shortest && Longest <= PaceWindow.LongestPeriod;
}
