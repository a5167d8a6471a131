namespace MinecraftLauncher.Java;

/// <summary>One thing that the player owns.</summary>
internal sealed record Entitlement(string? Name);
