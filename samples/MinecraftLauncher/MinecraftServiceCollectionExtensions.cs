using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using MinecraftLauncher.Bedrock;
using MinecraftLauncher.Java;

namespace MinecraftLauncher;

/// <summary>The links of this program, beside those of GameAuth.</summary>
internal static class MinecraftServiceCollectionExtensions
{
    public static IServiceCollection AddMinecraft(this IServiceCollection services)
    {
        // Tokens go to these hosts: no redirect may carry them on, no cookie may mix players, and the time limits are the back channel's.
        services.AddProviderClient(MinecraftChannel.ClientName);
        return services.AddSingleton<MinecraftChannel>()
            .AddSingleton<MinecraftTokens>()
            .AddSingleton<JavaServices>()
            .AddSingleton<BedrockIdentities>();
    }
}
