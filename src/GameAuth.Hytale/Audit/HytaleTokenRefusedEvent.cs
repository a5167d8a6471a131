namespace GameAuth.Hytale;

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
