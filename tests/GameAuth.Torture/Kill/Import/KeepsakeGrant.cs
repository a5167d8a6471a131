using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>What the file said.</summary>
public sealed record KeepsakeGrant(Secret RefreshToken, DateTimeOffset? ExpiresAt) : IToken;
