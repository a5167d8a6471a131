using GameAuth.Providers;

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
    public int Gamerscore => Rewards.Where(static reward => reward.Type is XboxRewardType.Gamerscore).Sum(static reward => FieldParser.Count(reward.Value));

    /// <summary>Its icon; null where it has none.</summary>
    public Uri? Icon => MediaAssets.FirstOrDefault(static media => string.Equals(media.Type, "Icon", StringComparison.OrdinalIgnoreCase))?.Address;

    /// <summary>How much of it is done, from 0 to 1: the mean of its requirements, and 1 once it is unlocked.</summary>
    public double Fraction => ProgressState is XboxAchievementState.Achieved ? 1 : Requirements.Count == 0 ? 0 : Requirements.Average(static one => one.Fraction);
}

/// <summary>How far a player is with an achievement. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxAchievementState
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>Not begun.</summary>
    NotStarted,

    /// <summary>Begun, not unlocked.</summary>
    InProgress,

    /// <summary>Unlocked.</summary>
    Achieved,
}

/// <summary>The kind of an achievement. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxAchievementType
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>It can be unlocked at any time.</summary>
    Persistent,

    /// <summary>It can be unlocked within its <see cref="XboxAchievement.TimeWindow"/> only, and gives no gamerscore.</summary>
    Challenge,
}

/// <summary>Who works on an achievement. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxParticipationType
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>The player alone.</summary>
    Individual,

    /// <summary>A group of players.</summary>
    Group,
}

/// <summary>One thing to do for an achievement. Immutable.</summary>
public sealed record XboxAchievementRequirement
{
    /// <summary>Its id; may be empty.</summary>
    public required string Id { get; init; }

    /// <summary>How far the player is, such as <c>3</c>; null before anything was done.</summary>
    public string? Current { get; init; }

    /// <summary>Where the player has to get, such as <c>10</c>; may be empty.</summary>
    public required string Target { get; init; }

    /// <summary>How the service adds up, in its words, such as <c>Sum</c>; may be empty.</summary>
    public string OperationType { get; init; } = "";

    /// <summary>What the values are, in the service's words, such as <c>Integer</c>; may be empty.</summary>
    public string ValueType { get; init; } = "";

    /// <summary>Whose progress counts.</summary>
    public XboxParticipationType ParticipationType { get; init; }

    /// <summary>How much of it is done, from 0 to 1; 0 where the values are no numbers.</summary>
    public double Fraction => FieldParser.Number(Current) is > 0 and { } current && FieldParser.Number(Target) is > 0 and { } target ? Math.Min(current / target, 1) : 0;
}

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

/// <summary>What an achievement is rewarded with. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxRewardType
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>Points of the gamerscore.</summary>
    Gamerscore,

    /// <summary>A picture.</summary>
    Art,

    /// <summary>Something in the title itself.</summary>
    InApp,
}

/// <summary>A title that an achievement belongs to. Immutable.</summary>
/// <param name="TitleId">Its title id, decimal digits.</param>
/// <param name="Name">Its name; may be empty.</param>
public sealed record XboxAchievementTitle(string TitleId, string Name);

/// <summary>A picture of an achievement. Immutable.</summary>
/// <param name="Address">Where it is: https on a host of Microsoft's.</param>
/// <param name="Type">What it is for, in the service's words: <c>Icon</c>, <c>Art</c>; may be empty.</param>
/// <param name="Name">Its file name or title; may be empty.</param>
public sealed record XboxAchievementMedia(Uri Address, string Type, string Name);

/// <summary>The time in which a challenge can be unlocked. Immutable.</summary>
/// <param name="Start">From when on (UTC); null where the service does not say.</param>
/// <param name="End">Until when (UTC); null where the service does not say.</param>
public sealed record XboxTimeWindow(DateTimeOffset? Start, DateTimeOffset? End);
