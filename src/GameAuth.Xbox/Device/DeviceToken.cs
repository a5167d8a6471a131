using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The token of a device, bound to the key of its identity.</summary>
internal sealed class DeviceToken : IToken
{
    public required Secret Token { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }
}
