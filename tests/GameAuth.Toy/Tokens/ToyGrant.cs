using GameAuth.Providers;

namespace GameAuth.Toy;

public sealed record ToyGrant(Secret AccessToken, Secret RefreshToken, DateTimeOffset? ExpiresAt, DateTimeOffset? SignInExpiresAt) : IGrantToken;
