using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>
/// When a token is renewed before its end. The moment follows from the token's own lifetime and version, so that neither load nor a
/// second look at the row moves it.
/// </summary>
internal static class RefreshSchedule
{
    private static readonly TimeSpan MaxEarly = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(10);

    /// <summary>The ticks from which it is renewed and until which it is handed out.</summary>
    /// <param name="mintedAt">When it was minted.</param>
    /// <param name="expiresAt">Its end; null means that it is never renewed by time.</param>
    /// <param name="version">Its version, which the jitter is drawn from.</param>
    public static (long RefreshAt, long UsableUntil) Of(DateTimeOffset mintedAt, DateTimeOffset? expiresAt, RowVersion version)
    {
        if (expiresAt is not { } end)
        {
            return (long.MaxValue, long.MaxValue);
        }

        long lifetime = Math.Max(0, (end - mintedAt).Ticks);
        long early = Math.Min(MaxEarly.Ticks, lifetime / 5);
        long jitter = early / 4 * (long)((version.Epoch + version.Number) * 0x9E3779B97F4A7C15 >> 54) / 1024;
        long margin = Math.Min(MaxMargin.Ticks, lifetime / 50);
        return (end.UtcTicks - early - jitter, end.UtcTicks - margin);
    }

    /// <summary>How long a background refresh rests after failures in a row: 30 s, doubling to 5 min.</summary>
    public static TimeSpan BackOff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(300, 30 * Math.Pow(2, Math.Clamp(failures - 1, 0, 4))));
}
