namespace GameAuth.Xbox;

/// <summary>How much is asked of a player's presence. Immutable.</summary>
public sealed record XboxPresenceQuery
{
    /// <summary>How much a record tells. Default <see cref="XboxPresenceLevel.All"/>.</summary>
    public XboxPresenceLevel Level { get; init; }

    /// <summary>Whether records of players who are offline are left out of a batch. Default false.</summary>
    public bool OnlineOnly { get; init; }

    /// <summary>The language of the texts, as a tag of BCP 47 such as <c>de-DE</c>. Default null: <see cref="XboxOptions.Language"/>.</summary>
    public string? Language { get; init; }
}
