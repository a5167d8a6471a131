using GameAuth.Xbox;
using Microsoft.Extensions.DependencyInjection;

namespace MinecraftLauncher.Java;

/// <summary>What a launcher of Minecraft: Java Edition wants to know.</summary>
internal static class JavaEdition
{
    public static async Task ShowAsync(IServiceProvider services, XboxAccount me, CancellationToken cancellationToken)
    {
        JavaServices java = services.GetRequiredService<JavaServices>();
        Entitlements entitlements = await java.GetEntitlementsAsync(me, cancellationToken);
        if (!entitlements.HasJavaEdition)
        {
            Console.WriteLine($"{me.Gamertag} does not own Minecraft: Java Edition.");
            return;
        }

        if (await java.GetProfileAsync(me, cancellationToken) is not { Id: { } id, Name: { } name })
        {
            Console.WriteLine($"{me.Gamertag} owns Minecraft: Java Edition, but has not chosen a name yet: https://www.minecraft.net/profile");
            return;
        }

        // The game takes the token as --accessToken; it is not for a screen or a log.
        MinecraftToken token = await me.GetTokenAsync(services.GetRequiredService<MinecraftTokens>(), cancellationToken: cancellationToken);
        Console.WriteLine($"{me.Gamertag} plays Minecraft: Java Edition as {name}.");
        Console.WriteLine($"  --username {name} --uuid {id} --userType msa --accessToken {token.AccessToken}");
        Console.WriteLine($"  The token is good until {token.ExpiresAt?.ToLocalTime():g}, and is renewed without asking.");
    }
}
