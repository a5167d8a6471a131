namespace GameAuth.Emulator.Hytale.Limits;

/// <summary>Whether a request has a permit, and what the headers say about it.</summary>
/// <param name="IsAllowed">Whether it is served.</param>
/// <param name="Limit">How many the quota has.</param>
/// <param name="Remaining">How many are left.</param>
/// <param name="ResetAt">What <c>X-RateLimit-Reset</c> says.</param>
/// <param name="RetryAfter">What <c>Retry-After</c> says under 429; null where it is not sent.</param>
internal sealed record LimitVerdict(bool IsAllowed, int Limit, int Remaining, DateTimeOffset ResetAt, TimeSpan? RetryAfter);
