namespace GameAuth.Emulator.Xbox.Minecraft;

/// <summary>The keys of the Minecraft services: the root vouches for the intermediate, the intermediate for a client's key.</summary>
internal sealed class MinecraftKeys
{
    public MinecraftKey Root { get; } = new();

    public MinecraftKey Intermediate { get; } = new();

    /// <summary>Signs what a player may play.</summary>
    public MinecraftKey Entitlements { get; } = new();
}
