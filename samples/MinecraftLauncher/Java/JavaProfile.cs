namespace MinecraftLauncher.Java;

/// <summary>The player as Minecraft: Java Edition knows him (<c>GET /minecraft/profile</c>).</summary>
/// <param name="Id">32 hexadecimal digits, without dashes.</param>
/// <param name="Name">The name in the game.</param>
internal sealed record JavaProfile(string? Id, string? Name);
