namespace GameAuth.Hytale;

/// <summary>A profile was bound to an account's sessions.</summary>
/// <param name="Name"><see cref="HytaleEventNames.ProfileSelected"/>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Account">Whose.</param>
/// <param name="ProfileId">The profile.</param>
public sealed record HytaleProfileEvent(string Name, DateTimeOffset At, AccountId? Account, Guid ProfileId) : AuthEvent(Name, At, Account, CorrelationId: null);
