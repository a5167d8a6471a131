namespace GameAuth.Jose;

/// <summary>What a key cache asks of its fetch delegate.</summary>
/// <param name="EntityTag">The entity tag of the answer that it holds, for <c>If-None-Match</c>; null when it holds none.</param>
public sealed record JwksRequest(string? EntityTag);
