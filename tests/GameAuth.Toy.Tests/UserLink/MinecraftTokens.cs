using GameAuth.Providers;

namespace GameAuth.Toy.Tests.UserLink;

/// <summary>A link that an application adds to a provider's chain: a game's own token from a session for the game's audience.</summary>
public sealed class MinecraftTokens(IToyAuth toy, TimeProvider time)
    : TokenSource<MinecraftToken>("minecraft", TokenScope.Account, RefreshBehavior.Remint, AppJson.Default.MinecraftToken)
{
    public int Mints { get; private set; }

    protected override async Task<MinecraftToken> MintAsync(MintContext<MinecraftToken> mint, CancellationToken deadline)
    {
        ToySession session = await mint.ParentAsync(toy.Sessions, "rp://minecraft.example/");
        Mints++;
        return new MinecraftToken(new Secret($"minecraft-of-{session.Token.Reveal()}"), time.GetUtcNow().AddHours(1));
    }
}
