namespace GameAuth.Hytale;

/// <summary>Something happened to a game session.</summary>
/// <param name="Name">One of <see cref="HytaleEventNames"/>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Account">Whose session.</param>
/// <param name="ProfileId">The profile.</param>
/// <param name="TokenFingerprint">Which session token: the first 12 hexadecimal digits of a hash of it, which tell it from others and give nothing away.</param>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Reason">The class of the failure; null where there was none.</param>
public sealed record HytaleSessionEvent(
    string Name, DateTimeOffset At, AccountId? Account, Guid ProfileId, string TokenFingerprint, HytaleEventOutcome Outcome, string? Reason)
    : AuthEvent(Name, At, Account, CorrelationId: null)
{
    internal HytaleSessionEvent(string name, HytaleGameSession session, HytaleEventOutcome outcome, string? reason)
        : this(name, default, session.Account.Id, session.ProfileId, HytaleFingerprint.Of(session.SessionToken), outcome, reason)
    {
    }
}
