namespace GameAuth.Hytale;

/// <summary>A profile was bound to an account's sessions, or could not be.</summary>
/// <param name="Name"><see cref="HytaleEventNames.ProfileSelected"/>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Account">Whose.</param>
/// <param name="ProfileId">The profile.</param>
/// <param name="TokenFingerprint">Which grant asked for it: its refresh token, as in <see cref="HytaleTokenEvent"/>; null where there was none.</param>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Reason">What was the matter, as in <see cref="HytaleTokenEvent"/>; null where nothing was.</param>
public sealed record HytaleProfileEvent(
    string Name, DateTimeOffset At, AccountId? Account, Guid ProfileId, string? TokenFingerprint, HytaleEventOutcome Outcome, string? Reason)
    : AuthEvent(Name, At, Account, CorrelationId: null);
