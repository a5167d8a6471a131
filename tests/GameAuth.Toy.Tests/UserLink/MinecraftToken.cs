using GameAuth.Providers;

namespace GameAuth.Toy.Tests.UserLink;

public sealed record MinecraftToken(Secret Token, DateTimeOffset? ExpiresAt) : IToken;
