namespace MinecraftLauncher.Bedrock;

/// <summary>The player as a server of Minecraft: Bedrock Edition sees him.</summary>
internal sealed record BedrockPlayer(string? DisplayName, string? Identity);
