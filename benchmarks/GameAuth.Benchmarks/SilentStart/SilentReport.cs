namespace GameAuth.Benchmarks.SilentStart;

/// <summary>What a process that measured itself says.</summary>
/// <param name="Times">Each start, in milliseconds.</param>
/// <param name="Process">From before the process was started to its first line, in milliseconds.</param>
internal sealed record SilentReport(double[] Times, double Process)
{
    /// <summary>Milliseconds of the clock that processes share.</summary>
    public static double Now => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}
