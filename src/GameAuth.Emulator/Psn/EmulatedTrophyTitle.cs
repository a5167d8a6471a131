namespace GameAuth.Emulator;

/// <summary>A title that a player of PlayStation Network has played, with its trophies.</summary>
public sealed record EmulatedTrophyTitle
{
    /// <summary>The id of its set of trophies, such as <c>NPWR90001_00</c>.</summary>
    public required string NpCommunicationId { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The consoles, separated by commas: <c>PS5</c>, <c>PS5,PSPC</c>, <c>PS4</c>, <c>PS3,PSVITA</c>. Default: <c>PS5</c>.</summary>
    public string Platform { get; init; } = "PS5";

    /// <summary>Under which service name its trophies are kept: <c>trophy2</c> for PS5 and PC, else <c>trophy</c>. Asked under the other one it is not found.</summary>
    public string NpServiceName => Platform.Split(',').Any(one => one is "PS5" or "PSPC") ? "trophy2" : "trophy";

    /// <summary>Whether the player keeps it from others. Default: false.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The trophies, the player's own dates included. Default: none.</summary>
    public IReadOnlyList<EmulatedTrophy> Trophies { get; init; } = [];

    internal IReadOnlyList<string> GroupIds =>
        [.. Trophies.Select(trophy => trophy.GroupId).Append("default").Distinct().OrderBy(group => group == "default" ? "" : group, StringComparer.Ordinal)];

    internal DateTimeOffset LastUpdated => Trophies.Max(trophy => trophy.EarnedAt) ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
}

/// <summary>A trophy, and when the player earned it.</summary>
public sealed record EmulatedTrophy
{
    /// <summary>The id within the title, from 0.</summary>
    public required int Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>What to do for it. Default: nothing.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The grade. Default: bronze.</summary>
    public EmulatedTrophyGrade Grade { get; init; }

    /// <summary>The group: <c>default</c> (the default), or <c>001</c> and so on for additions.</summary>
    public string GroupId { get; init; } = "default";

    /// <summary>Whether it is a secret. Default: false.</summary>
    public bool IsHidden { get; init; }

    /// <summary>How many of all players have it, in percent. Default: 50.</summary>
    public decimal EarnedRate { get; init; } = 50;

    /// <summary>When the player earned it; null for not yet.</summary>
    public DateTimeOffset? EarnedAt { get; init; }
}

/// <summary>The grades of trophies.</summary>
public enum EmulatedTrophyGrade
{
    /// <summary>Bronze.</summary>
    Bronze,

    /// <summary>Silver.</summary>
    Silver,

    /// <summary>Gold.</summary>
    Gold,

    /// <summary>Platinum: all the others were earned.</summary>
    Platinum,
}
