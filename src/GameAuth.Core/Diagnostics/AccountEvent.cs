namespace GameAuth;

/// <summary>Something happened to an account.</summary>
/// <param name="Name">One of <see cref="AuthEventNames"/>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Account">Whose; null for an event of the device.</param>
/// <param name="CorrelationId">What the provider knows the request by, where there is one.</param>
/// <param name="Reason">Why, in a word of this library or a code of the provider; null where the name says it.</param>
/// <param name="ByOtherProcess">Whether another process did it and this one noticed.</param>
public sealed record AccountEvent(
    string Name, DateTimeOffset At, AccountId? Account, string? CorrelationId, string? Reason, bool ByOtherProcess)
    : AuthEvent(Name, At, Account, CorrelationId);
