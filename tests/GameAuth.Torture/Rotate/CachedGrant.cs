namespace GameAuth.Torture;

/// <summary>A grant as a plain cache keeps it.</summary>
internal sealed record CachedGrant(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt);
