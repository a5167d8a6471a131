namespace GameAuth.Hytale;

/// <summary>Something happened to a game session.</summary>
/// <param name="Name">One of <see cref="HytaleEventNames"/>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Account">Whose session.</param>
/// <param name="ProfileId">The profile.</param>
/// <param name="TokenFingerprint">Which session token, by the first 12 hexadecimal digits of its SHA-256; null where none came.</param>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Reason">What was the matter, as in <see cref="HytaleTokenEvent"/>; null where nothing was.</param>
public sealed record HytaleSessionEvent(
    string Name, DateTimeOffset At, AccountId? Account, Guid ProfileId, string? TokenFingerprint, HytaleEventOutcome Outcome, string? Reason)
    : AuthEvent(Name, At, Account, CorrelationId: null);
