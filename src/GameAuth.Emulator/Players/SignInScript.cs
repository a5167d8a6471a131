namespace GameAuth.Emulator;

/// <summary>How one sign-in goes: who comes, when, and what they decide.</summary>
public sealed record SignInScript
{
    /// <summary>
    /// Who signs in: the gamertag of a player, or of a Hytale account the owner's UUID or a profile's username. Null for the first one, also at a
    /// provider that has nobody of that name.
    /// </summary>
    public string? Player { get; init; }

    /// <summary>What the player decides; approves by default.</summary>
    public SignInDecision Decision { get; init; }

    /// <summary>
    /// How many polls of a device code are answered with <c>authorization_pending</c> before the decision is visible. A sign-in
    /// in a browser is decided at once. Default: 1.
    /// </summary>
    public int AfterPolls { get; init; } = 1;

    /// <summary>How long after a device code was issued the decision is visible, by the emulator's clock. Default: at once.</summary>
    public TimeSpan After { get; init; }
}
