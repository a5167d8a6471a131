using GameAuth.Providers;

namespace GameAuth.Toy;

public sealed record ToyDeviceToken(Secret Token, DateTimeOffset? ExpiresAt) : IToken;
