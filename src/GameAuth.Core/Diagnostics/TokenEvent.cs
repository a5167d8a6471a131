namespace GameAuth;

/// <summary>A mint succeeded or failed.</summary>
/// <param name="Name"><see cref="AuthEventNames.TokenMinted"/> or <see cref="AuthEventNames.TokenMintFailed"/>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Account">Whose token; null for one of the installation or the registration.</param>
/// <param name="CorrelationId">What the provider knows the failed request by, where there is one.</param>
/// <param name="Step">The token's source.</param>
/// <param name="Outcome"><c>ok</c>, or the name of the exception's class.</param>
/// <param name="OnTheWire">Whether the provider was asked, or the store had it.</param>
public sealed record TokenEvent(
    string Name, DateTimeOffset At, AccountId? Account, string? CorrelationId, string Step, string Outcome, bool OnTheWire)
    : AuthEvent(Name, At, Account, CorrelationId);
