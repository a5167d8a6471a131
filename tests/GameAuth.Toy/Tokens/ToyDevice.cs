using GameAuth.Providers;

namespace GameAuth.Toy;

public sealed record ToyDevice(Secret Id) : IToken
{
    public DateTimeOffset? ExpiresAt => null;
}
