using GameAuth.Providers;

namespace GameAuth.Xbox.Tests;

internal sealed record MinecraftToken(Secret Token, DateTimeOffset? ExpiresAt) : IToken;
