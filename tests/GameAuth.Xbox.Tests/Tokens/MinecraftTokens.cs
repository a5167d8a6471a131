using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Xbox.Tests;

/// <summary>A link such as an application writes, with public API only.</summary>
internal sealed class MinecraftTokens(XstsTokens xsts) : TokenSource<MinecraftToken>("minecraft", TokenScope.Account, RefreshBehavior.Remint, MinecraftJson.Default.MinecraftToken)
{
    public const string RelyingParty = "rp://api.minecraftservices.com/";

    protected override async Task<MinecraftToken> MintAsync(MintContext<MinecraftToken> mint, CancellationToken deadline)
    {
        XstsToken parent = await mint.ParentAsync(xsts, RelyingParty);
        return new MinecraftToken(parent.Token, parent.ExpiresAt);
    }
}

internal sealed record MinecraftToken(Secret Token, DateTimeOffset? ExpiresAt) : IToken;

[JsonSourceGenerationOptions(Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(MinecraftToken))]
internal sealed partial class MinecraftJson : JsonSerializerContext;
