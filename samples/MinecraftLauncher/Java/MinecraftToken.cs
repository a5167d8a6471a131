using GameAuth;
using GameAuth.Providers;

namespace MinecraftLauncher.Java;

/// <summary>The token that Minecraft: Java Edition is started with, and that its services take.</summary>
internal sealed record MinecraftToken(Secret AccessToken, DateTimeOffset? ExpiresAt) : IToken
{
    // A method, because a property would be printed and stored.
    public string ToHeader() => $"Bearer {AccessToken.Reveal()}";
}
