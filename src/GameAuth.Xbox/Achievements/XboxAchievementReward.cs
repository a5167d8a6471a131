namespace GameAuth.Xbox;

/// <summary>A reward of an achievement. Immutable.</summary>
public sealed record XboxAchievementReward
{
    /// <summary>Its kind.</summary>
    public XboxRewardType Type { get; init; }

    /// <summary>How many points, for <see cref="XboxRewardType.Gamerscore"/>; else a value of the title's own, or empty.</summary>
    public required string Value { get; init; }

    /// <summary>The type of <see cref="Value"/> in the service's words, such as <c>Int</c>; empty where it does not say.</summary>
    public string ValueType { get; init; } = "";

    /// <summary>Its name; null where it has none, as points do.</summary>
    public string? Name { get; init; }

    /// <summary>What it is; null where it has no description.</summary>
    public string? Description { get; init; }

    /// <summary>Its picture, https on a host of Microsoft's; null where there is none.</summary>
    public Uri? Picture { get; init; }
}
