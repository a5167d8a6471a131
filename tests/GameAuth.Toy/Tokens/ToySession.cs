using GameAuth.Providers;

namespace GameAuth.Toy;

public sealed record ToySession(Secret Token, string Subject, string Name, DateTimeOffset? ExpiresAt) : IToken;
