namespace GameAuth.Hytale;

/// <summary>Something happened to an account's grant.</summary>
/// <param name="Name">One of <see cref="HytaleEventNames"/>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Account">Whose; for a sign-in that came to nothing, the account that it was for.</param>
/// <param name="TokenFingerprint">
/// Which token, by the first 12 hexadecimal digits of its SHA-256: the refresh token, or the access token that was refused. Null where there was none, or where this process has
/// not had it in hand.
/// </param>
/// <param name="PreviousFingerprint">The refresh token that was presented, where another came for it; null where none did.</param>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Reason">What was the matter, in a stable word such as <c>revoked</c>, <c>timed_out</c>, <c>not_saved</c> or the service's code; null where nothing was.</param>
public sealed record HytaleTokenEvent(
    string Name, DateTimeOffset At, AccountId? Account, string? TokenFingerprint, string? PreviousFingerprint, HytaleEventOutcome Outcome, string? Reason)
    : AuthEvent(Name, At, Account, CorrelationId: null);
