using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The token of a player, of user.auth.xboxlive.com.</summary>
internal sealed class UserToken : IToken
{
    public required Secret Token { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }
}
