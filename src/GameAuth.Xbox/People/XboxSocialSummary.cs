namespace GameAuth.Xbox;

/// <summary>How many follow a player and are followed, and how the account's own player stands to them. Immutable.</summary>
public sealed record XboxSocialSummary
{
    /// <summary>How many the player follows.</summary>
    public int FollowingCount { get; init; }

    /// <summary>How many follow the player.</summary>
    public int FollowerCount { get; init; }

    /// <summary>Whether the account's player follows them.</summary>
    public bool IsFollowedByCaller { get; init; }

    /// <summary>Whether they follow the account's player.</summary>
    public bool IsFollowingCaller { get; init; }

    /// <summary>Whether the account's player has marked them as a favorite.</summary>
    public bool IsFavorite { get; init; }

    /// <summary>Whether the account's player shares their own name with them.</summary>
    public bool IsIdentityShared { get; init; }
}
