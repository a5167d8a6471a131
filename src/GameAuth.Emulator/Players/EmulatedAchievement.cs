namespace GameAuth.Emulator;

/// <summary>An achievement of a made-up title, and how far its player has come.</summary>
public sealed record EmulatedAchievement
{
    /// <summary>The id within its title, such as <c>5</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name; the service says it for a secret achievement too, and leaves it to the client to hide it.</summary>
    public required string Name { get; init; }

    /// <summary>What to read once it is achieved.</summary>
    public string Description { get; init; } = "";

    /// <summary>What to read before it is achieved.</summary>
    public string LockedDescription { get; init; } = "";

    /// <summary>The Gamerscore it is worth; 0 for one without that reward. Default: 10.</summary>
    public int Gamerscore { get; init; } = 10;

    /// <summary>Whether a client should hide it until it is achieved.</summary>
    public bool IsSecret { get; init; }

    /// <summary>How far the player has come towards <see cref="Target"/>. Default: 0.</summary>
    public int Current { get; init; }

    /// <summary>What its one requirement asks for. Default: 1.</summary>
    public int Target { get; init; } = 1;

    /// <summary>When it was achieved; null while it is not.</summary>
    public DateTimeOffset? UnlockedAt { get; init; }

    internal string ProgressState => this switch
    {
        { UnlockedAt: not null } => "Achieved",
        { Current: > 0 } => "InProgress",
        _ => "NotStarted",
    };
}
