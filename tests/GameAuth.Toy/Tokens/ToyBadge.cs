using GameAuth.Providers;

namespace GameAuth.Toy;

public sealed record ToyBadge(Secret Token, DateTimeOffset? ExpiresAt) : IToken;
