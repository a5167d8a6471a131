namespace GameAuth.Xbox;

/// <summary>What a person tells of themselves. Immutable.</summary>
public sealed record XboxPersonDetail
{
    /// <summary>The tier, such as <c>Gold</c>; null where the service does not say.</summary>
    public string? AccountTier { get; init; }

    /// <summary>A few words; may be empty.</summary>
    public string Bio { get; init; } = "";

    /// <summary>A place, as they call it; may be empty.</summary>
    public string Location { get; init; } = "";

    /// <summary>For how many years they have been there, in the service's words; null where it does not say.</summary>
    public string? Tenure { get; init; }

    /// <summary>Whether Microsoft vouches for who they are.</summary>
    public bool IsVerified { get; init; }

    /// <summary>Whether they have Game Pass.</summary>
    public bool HasGamePass { get; init; }

    /// <summary>How many follow them; null where the service does not say.</summary>
    public int? FollowerCount { get; init; }

    /// <summary>How many they follow; null where the service does not say.</summary>
    public int? FollowingCount { get; init; }
}
