using GameAuth.Xbox;
using Microsoft.Extensions.DependencyInjection;

namespace MinecraftLauncher.Bedrock;

/// <summary>What a client of Minecraft: Bedrock Edition wants to know.</summary>
internal static class BedrockEdition
{
    public static async Task ShowAsync(IServiceProvider services, XboxAccount me, CancellationToken cancellationToken)
    {
        BedrockIdentity identity = await me.GetTokenAsync(services.GetRequiredService<BedrockIdentities>(), cancellationToken: cancellationToken);
        BedrockPlayer? player = BedrockCertificate.Read(identity.Chain[^1])?.ExtraData;
        Console.WriteLine($"{me.Gamertag} plays Minecraft: Bedrock Edition as {player?.DisplayName ?? "an unnamed player"} ({player?.Identity ?? "no id"}).");
        Console.WriteLine($"  A chain of {identity.Chain.Count} certificates, good until {identity.ExpiresAt?.ToLocalTime():g}.");
    }
}
