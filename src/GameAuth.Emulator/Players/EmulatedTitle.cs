namespace GameAuth.Emulator;

/// <summary>A made-up title that a player has played, with that player's achievements.</summary>
public sealed record EmulatedTitle
{
    /// <summary>The title id: decimal digits of an unsigned 32-bit number. titlehub writes it as a text, achievements as a number.</summary>
    public required string TitleId { get; init; }

    /// <summary>The service configuration id (scid): a GUID in lower case.</summary>
    public required string ServiceConfigId { get; init; }

    /// <summary>The title's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>Game</c> or <c>App</c>. Default: <c>Game</c>.</summary>
    public string Type { get; init; } = "Game";

    /// <summary>What it runs on, such as <c>PC</c>, <c>XboxOne</c>, <c>XboxSeries</c>. Default: PC and XboxOne.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["PC", "XboxOne"];

    /// <summary>When the player last played it; null for never. The title history is in this order, newest first.</summary>
    public DateTimeOffset? LastPlayed { get; init; }

    /// <summary>
    /// The <c>sourceVersion</c> of its achievements: 2, or 1 for an Xbox 360 title. Those of version 1 need another contract,
    /// which is not emulated: the list of contract 2 leaves them out. Default: 2.
    /// </summary>
    public int SourceVersion { get; init; } = 2;

    /// <summary>Its achievements, in the order of the list.</summary>
    public IReadOnlyList<EmulatedAchievement> Achievements { get; init; } = [];

    internal bool IsCalled(string titleOrServiceConfigId) =>
        TitleId == titleOrServiceConfigId || string.Equals(ServiceConfigId, titleOrServiceConfigId, StringComparison.OrdinalIgnoreCase);

    internal EmulatedAchievement? Find(string achievementId) => Achievements.FirstOrDefault(one => one.Id == achievementId);

    internal EmulatedTitle With(EmulatedAchievement changed) =>
        this with { Achievements = [.. Achievements.Select(one => one.Id == changed.Id ? changed : one)] };
}

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
