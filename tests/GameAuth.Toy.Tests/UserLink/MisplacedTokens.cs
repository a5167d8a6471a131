using GameAuth.Providers;

namespace GameAuth.Toy.Tests.UserLink;

/// <summary>A link that asks upwards: the registration's token from an account's.</summary>
public sealed class MisplacedTokens(IToyAuth toy) : TokenSource<MinecraftToken>("misplaced", TokenScope.Registration, RefreshBehavior.Remint, saveAs: null)
{
    protected override async Task<MinecraftToken> MintAsync(MintContext<MinecraftToken> mint, CancellationToken deadline)
    {
        ToySession session = await mint.ParentAsync(toy.Sessions, ToySessions.Api);
        return new MinecraftToken(session.Token, session.ExpiresAt);
    }
}
