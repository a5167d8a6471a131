namespace GameAuth.Xbox;

/// <summary>Which achievements are asked for. Immutable; by default all of the account's own player.</summary>
public sealed record XboxAchievementQuery
{
    /// <summary>The player's Xbox user id. Default null: the account's own.</summary>
    public string? Xuid { get; init; }

    /// <summary>The titles, at most 100 of them. Default empty: all titles of the player.</summary>
    public IReadOnlyList<string> TitleIds { get; init; } = [];

    /// <summary>Whether only those come that were unlocked. Default false.</summary>
    public bool UnlockedOnly { get; init; }

    /// <summary>How many come with one call, from 1 to 1,000. Default null: as many as the service likes, which is 32.</summary>
    public int? PageSize { get; init; }

    /// <summary>The language of the texts, as a tag of BCP 47 such as <c>de-DE</c>. Default null: <see cref="XboxOptions.Language"/>.</summary>
    public string? Language { get; init; }
}
