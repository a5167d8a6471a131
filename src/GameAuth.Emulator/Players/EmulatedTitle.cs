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
