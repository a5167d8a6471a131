namespace GameAuth.Providers;

/// <summary>A sliding window: at most so many permits in any stretch of time of this length, wherever it begins.</summary>
/// <param name="Permits">How many; at least 1.</param>
/// <param name="Period">The length; a permit leaves the window exactly one period after it was given. At most 31 days.</param>
public readonly record struct PaceWindow(int Permits, TimeSpan Period)
{
    internal static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(31);

    internal bool IsValid => Permits > 0 && Period > TimeSpan.Zero && Period <= LongestPeriod;

    /// <summary>The window in words.</summary>
    /// <returns>Such as <c>10 per 15 s</c>.</returns>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Permits} per {Period.TotalSeconds} s");
}
