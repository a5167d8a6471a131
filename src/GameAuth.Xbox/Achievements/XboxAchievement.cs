namespace GameAuth.Xbox;

/// <summary>An achievement, and how far a player is with it. Immutable. Its texts and addresses came from the service and have been checked; texts are in the language that was asked for.</summary>
public sealed record XboxAchievement
{
    /// <summary>Its id within its service configuration, such as <c>5</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The service configuration (SCID) that it belongs to, a GUID.</summary>
    public required string ServiceConfigId { get; init; }

    /// <summary>Its name; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>What was done, to be shown once it is unlocked; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>What is to be done, to be shown before; may be empty. Do not show it while <see cref="IsSecret"/> is true.</summary>
    public string LockedDescription { get; init; } = "";

    /// <summary>How far the player is.</summary>
    public XboxAchievementState ProgressState { get; init; }

    /// <summary>When it was unlocked (UTC); null before.</summary>
    public DateTimeOffset? TimeUnlocked { get; init; }

    /// <summary>What is to be done for it.</summary>
    public IReadOnlyList<XboxAchievementRequirement> Requirements { get; init; } = [];

    /// <summary>The titles that it belongs to.</summary>
    public IReadOnlyList<XboxAchievementTitle> Titles { get; init; } = [];

    /// <summary>What it is rewarded with.</summary>
    public IReadOnlyList<XboxAchievementReward> Rewards { get; init; } = [];

    /// <summary>Its pictures.</summary>
    public IReadOnlyList<XboxAchievementMedia> MediaAssets { get; init; } = [];

    /// <summary>Where it can be unlocked, in the service's words, such as <c>XboxOne</c>.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Its kind.</summary>
    public XboxAchievementType Type { get; init; }

    /// <summary>Who works on it.</summary>
    public XboxParticipationType ParticipationType { get; init; }

    /// <summary>Whether name and description are a secret until it is unlocked.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether it was taken back.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>When it can be unlocked; null for at any time.</summary>
    public XboxTimeWindow? TimeWindow { get; init; }

    /// <summary>How long it takes; null where the title does not say.</summary>
    public TimeSpan? EstimatedTime { get; init; }

    /// <summary>The product that it belongs to, a GUID; null where the service does not say.</summary>
    public string? ProductId { get; init; }

    /// <summary>The points that it is worth.</summary>
    public int Gamerscore => Rewards.Where(static reward => reward.Type is XboxRewardType.Gamerscore).Sum(static reward => Lenient.Count(reward.Value));

    /// <summary>Its icon; null where it has none.</summary>
    public Uri? Icon => MediaAssets.FirstOrDefault(static media => string.Equals(media.Type, "Icon", StringComparison.OrdinalIgnoreCase))?.Address;

    /// <summary>How much of it is done, from 0 to 1: the mean of its requirements, and 1 once it is unlocked.</summary>
    public double Fraction => ProgressState is XboxAchievementState.Achieved ? 1 : Requirements.Count == 0 ? 0 : Requirements.Average(static one => one.Fraction);
}
