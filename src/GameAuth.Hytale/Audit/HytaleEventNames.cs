namespace GameAuth.Hytale;

/// <summary>The names of the events that Hytale raises beside those of <see cref="AuthEventNames"/>; they change only with a major version.</summary>
public static class HytaleEventNames
{
    /// <summary>A sign-in or an import brought a grant (<see cref="HytaleTokenEvent"/>).</summary>
    public const string TokenCreated = "hytale.token.created";

    /// <summary>The grant was refreshed and saved, or could not be (<see cref="HytaleTokenEvent"/>).</summary>
    public const string TokenRefreshed = "hytale.token.refreshed";

    /// <summary>The grant is deleted here, because its account is signed out (<see cref="HytaleTokenEvent"/>).</summary>
    public const string TokenDeleted = "hytale.token.deleted";

    /// <summary>A sign-in came to nothing, the grant is no longer taken, or an access token was refused (<see cref="HytaleTokenEvent"/>); or a token that somebody presented is not good (<see cref="HytaleTokenRefusedEvent"/>).</summary>
    public const string AuthFailed = "hytale.auth.failed";

    /// <summary>A game session was made, or could not be (<see cref="HytaleSessionEvent"/>).</summary>
    public const string SessionCreated = "hytale.session.created";

    /// <summary>A game session was renewed, or could not be (<see cref="HytaleSessionEvent"/>).</summary>
    public const string SessionRefreshed = "hytale.session.refreshed";

    /// <summary>A game session was ended, or could not be (<see cref="HytaleSessionEvent"/>).</summary>
    public const string SessionDeleted = "hytale.session.deleted";

    /// <summary>A profile was bound to an account's sessions, or could not be (<see cref="HytaleProfileEvent"/>).</summary>
    public const string ProfileSelected = "hytale.profile.selected";
}

/// <summary>How what an event tells of went.</summary>
public enum HytaleEventOutcome
{
    /// <summary>It was done.</summary>
    Succeeded,

    /// <summary>It was not done; the event's reason says why.</summary>
    Failed,
}

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

/// <summary>A token that somebody presented was refused. It is nobody's account: what a stranger's token says of one is not believed.</summary>
/// <param name="Name"><see cref="HytaleEventNames.AuthFailed"/>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="TokenFingerprint">Which token: the first 12 hexadecimal digits of a hash of it, which tell it from others and give nothing away.</param>
/// <param name="Profile">What it was held against: <see cref="HytaleTokenProfile.Name"/>.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="Claim">The claim that is to blame; null where no single one is.</param>
public sealed record HytaleTokenRefusedEvent(
    string Name, DateTimeOffset At, string TokenFingerprint, string Profile, HytaleTokenRefusal Reason, string? Claim)
    : AuthEvent(Name, At, Account: null, CorrelationId: null)
{
    /// <summary>Always <see cref="HytaleEventOutcome.Failed"/>, so that both records of <see cref="HytaleEventNames.AuthFailed"/> have one.</summary>
    public HytaleEventOutcome Outcome { get; } = HytaleEventOutcome.Failed;
}

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
