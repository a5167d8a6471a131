using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>How long a refusal's body asks to wait: <c>retry_after</c>, or the reset that it repeats from the headers.</summary>
internal static class HytaleThrottle
{
    private const long OneYear = 366L * 24 * 60 * 60;

    /// <summary>No documented window is longer; a reset that is further off is a clock that differs.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public static TimeSpan? Read(ProviderResponse answer) =>
        answer.TryReadJson(HytaleJson.Default.HytaleErrorBody, out HytaleErrorBody? body) ? Read(body, answer.Date ?? answer.ReceivedAt) : null;

    /// <param name="body">The body.</param>
    /// <param name="serverTime">The service's time, which a reset is told in.</param>
    public static TimeSpan? Read(HytaleErrorBody? body, DateTimeOffset serverTime) => body switch
    {
        { RetryAfter: > 0 } => Wait(body.RetryAfter),
        { Headers.Reset: > OneYear } => Wait(body.Headers.Reset - serverTime.ToUnixTimeSeconds()),
        { Headers.Reset: > 0 } => Wait(body.Headers.Reset),
        _ => null,
    };

    private static TimeSpan? Wait(long seconds) => seconds <= 0 ? null : TimeSpan.FromSeconds(Math.Min(seconds, (long)LongestWait.TotalSeconds));
}
