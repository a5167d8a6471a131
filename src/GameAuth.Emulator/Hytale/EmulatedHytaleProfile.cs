namespace GameAuth.Emulator;

/// <summary>A game profile of a Hytale account: what players see.</summary>
public sealed record EmulatedHytaleProfile
{
    /// <summary>The profile's UUID, in lower case with dashes; the <c>sub</c> of its tokens.</summary>
    public required string Uuid { get; init; }

    /// <summary>The name; scripts and scenarios may name an account by it.</summary>
    public required string Username { get; init; }

    /// <summary>
    /// What the profile may do. Without <c>game.base</c> no game session begins; <c>sessions.unlimited_servers</c> on any profile lifts
    /// the account's limit of sessions. Default: <c>game.base</c>.
    /// </summary>
    public IReadOnlyList<string> Entitlements { get; init; } = ["game.base"];

    /// <summary>The <c>skin</c> of the public profile: JSON as a text. Default: an empty object.</summary>
    public string Skin { get; init; } = "{}";

    /// <summary>When it was made; the gateway says so. Default: 2026-01-01, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal bool IsCalled(string name) =>
        string.Equals(Username, name, StringComparison.OrdinalIgnoreCase) || string.Equals(Uuid, name, StringComparison.OrdinalIgnoreCase);
}
