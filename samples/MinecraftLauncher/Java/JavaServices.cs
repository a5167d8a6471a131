using GameAuth.Providers;
using GameAuth.Xbox;

namespace MinecraftLauncher.Java;

/// <summary>The calls of api.minecraftservices.com that a launcher makes before it starts the game.</summary>
internal sealed class JavaServices(MinecraftChannel channel, MinecraftTokens tokens)
{
    public async Task<Entitlements> GetEntitlementsAsync(XboxAccount account, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await GetAsync(account, "entitlements", "/entitlements/mcstore", cancellationToken);
        return answer.IsSuccess ? answer.ReadJson(MinecraftJson.Default.Entitlements) : throw MinecraftErrors.ToException(answer);
    }

    /// <summary>Null for a player who has not chosen a name in the game yet.</summary>
    public async Task<JavaProfile?> GetProfileAsync(XboxAccount account, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await GetAsync(account, "minecraft profile", "/minecraft/profile", cancellationToken);
        return answer.Status == 404 ? null
            : answer.IsSuccess ? answer.ReadJson(MinecraftJson.Default.JavaProfile)
            : throw MinecraftErrors.ToException(answer);
    }

    private async Task<ProviderResponse> GetAsync(XboxAccount account, string step, string path, CancellationToken cancellationToken)
    {
        MinecraftToken token = await account.GetTokenAsync(tokens, cancellationToken: cancellationToken);
        ProviderResponse answer = await channel.GetAsync(step, new Uri(channel.Services, path), token.ToHeader(), cancellationToken);

        // Refused before its end: dropped here, so that the next one is minted, once.
        if (answer.Status == 401 && account.Refuse(TokenUse.Of(tokens, token)))
        {
            token = await account.GetTokenAsync(tokens, cancellationToken: cancellationToken);
            answer = await channel.GetAsync(step, new Uri(channel.Services, path), token.ToHeader(), cancellationToken);
        }

        return answer;
    }
}

/// <summary>What the player owns (<c>GET /entitlements/mcstore</c>).</summary>
internal sealed record Entitlements
{
    private static readonly string[] Java = ["product_minecraft", "game_minecraft"];

    public IReadOnlyList<Entitlement> Items { get; init; } = [];

    public bool HasJavaEdition => Items.Any(static one => Java.Contains(one.Name, StringComparer.Ordinal));
}

/// <summary>One thing that the player owns.</summary>
internal sealed record Entitlement(string? Name);

/// <summary>The player as Minecraft: Java Edition knows him (<c>GET /minecraft/profile</c>).</summary>
/// <param name="Id">32 hexadecimal digits, without dashes.</param>
/// <param name="Name">The name in the game.</param>
internal sealed record JavaProfile(string? Id, string? Name);
