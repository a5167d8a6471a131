using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>What the server gives for a sign-in or for the refresh token before.</summary>
public sealed record RotorGrant(Secret AccessToken, Secret RefreshToken, DateTimeOffset? ExpiresAt) : IToken;
