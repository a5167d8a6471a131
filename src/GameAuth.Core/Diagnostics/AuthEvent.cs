namespace GameAuth;

/// <summary>Something that happened to an account or a token: for audit trails and user interfaces.</summary>
/// <param name="Name">A stable dotted name, such as <c>token.refreshed</c>; each subclass documents its own.</param>
/// <param name="At">When, by the clock of this machine (UTC).</param>
/// <param name="Account">Whose; null where no account is involved.</param>
/// <param name="CorrelationId">What the provider knows the request by, where there was one.</param>
/// <remarks>No event holds a token, code, key, cookie or nonce.</remarks>
public abstract record AuthEvent(string Name, DateTimeOffset At, AccountId? Account, string? CorrelationId);
