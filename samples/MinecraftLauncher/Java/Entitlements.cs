namespace MinecraftLauncher.Java;

/// <summary>What the player owns (<c>GET /entitlements/mcstore</c>).</summary>
internal sealed record Entitlements
{
    private static readonly string[] Java = ["product_minecraft", "game_minecraft"];

    public IReadOnlyList<Entitlement> Items { get; init; } = [];

    public bool HasJavaEdition => Items.Any(static one => Java.Contains(one.Name, StringComparer.Ordinal));
}
