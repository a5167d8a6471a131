using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>An achievement as the service has it.</summary>
internal sealed class AchievementBody
{
    public string? Id { get; set; }
    public string? ServiceConfigId { get; set; }
    public string? Name { get; set; }
    public string? Description { get; set; }
    public string? LockedDescription { get; set; }
    public string? ProgressState { get; set; }
    public ProgressionBody? Progression { get; set; }

    [JsonConverter(typeof(WireListConverter<AchievementTitleBody>))]
    public IReadOnlyList<AchievementTitleBody> TitleAssociations { get; set; } = [];

    [JsonConverter(typeof(WireListConverter<AchievementMediaBody>))]
    public IReadOnlyList<AchievementMediaBody> MediaAssets { get; set; } = [];

    [JsonConverter(typeof(WireListConverter<AchievementRewardBody>))]
    public IReadOnlyList<AchievementRewardBody> Rewards { get; set; } = [];

    [JsonConverter(typeof(WireListConverter<string>))]
    public IReadOnlyList<string> Platforms { get; set; } = [];

    public string? AchievementType { get; set; }
    public string? ParticipationType { get; set; }
    public string? IsSecret { get; set; }
    public string? IsRevoked { get; set; }
    public TimeWindowBody? TimeWindow { get; set; }
    public string? EstimatedTime { get; set; }
    public string? ProductId { get; set; }

    /// <summary>The achievement; null where it has no id, so that nothing could be done with it.</summary>
    public XboxAchievement? Read(XboxImages images) => FieldParser.TextOrNull(Id) is not { } id ? null : new XboxAchievement
    {
        Id = id,
        ServiceConfigId = FieldParser.Text(ServiceConfigId),
        Name = FieldParser.Text(Name),
        Description = FieldParser.Text(Description),
        LockedDescription = FieldParser.Text(LockedDescription),
        ProgressState = StateOf(ProgressState),
        TimeUnlocked = FieldParser.Date(Progression?.TimeUnlocked),
        Requirements = [.. (Progression?.Requirements ?? []).Select(static one => one.Read())],
        Titles = [.. TitleAssociations.Select(static one => one.Read()).OfType<XboxAchievementTitle>()],
        Rewards = [.. Rewards.Select(one => one.Read(images))],
        MediaAssets = [.. MediaAssets.Select(one => one.Read(images)).OfType<XboxAchievementMedia>()],
        Platforms = FieldParser.Texts(Platforms),
        Type = FieldParser.Member<XboxAchievementType>(AchievementType),
        ParticipationType = FieldParser.Member<XboxParticipationType>(ParticipationType),
        IsSecret = FieldParser.Flag(IsSecret),
        IsRevoked = FieldParser.Flag(IsRevoked),
        TimeWindow = TimeWindow?.Read(),
        EstimatedTime = FieldParser.Duration(EstimatedTime),
        ProductId = FieldParser.TextOrNull(ProductId),
    };

    /// <summary>The state in the service's words; its events have been seen with one of their own.</summary>
    public static XboxAchievementState StateOf(string? word) =>
        string.Equals(word, "NotAchieved", StringComparison.OrdinalIgnoreCase) ? XboxAchievementState.NotStarted : FieldParser.Member<XboxAchievementState>(word);
}

/// <summary>The answer of <c>/users/xuid(…)/achievements</c>.</summary>
internal sealed class AchievementListAnswer
{
    [JsonConverter(typeof(WireListConverter<AchievementBody>))]
    public IReadOnlyList<AchievementBody>? Achievements { get; set; }

    public PagingBody? PagingInfo { get; set; }
}

/// <summary>The answer of <c>/users/xuid(…)/achievements/{scid}/{id}</c>.</summary>
internal sealed class AchievementAnswer
{
    public AchievementBody? Achievement { get; set; }
}

/// <summary>How far a player is.</summary>
internal sealed class ProgressionBody
{
    [JsonConverter(typeof(WireListConverter<RequirementBody>))]
    public IReadOnlyList<RequirementBody> Requirements { get; set; } = [];

    /// <summary>The year 1 before it is unlocked.</summary>
    public string? TimeUnlocked { get; set; }
}

/// <summary>One requirement as the service has it.</summary>
internal sealed class RequirementBody
{
    public string? Id { get; set; }
    public string? Current { get; set; }
    public string? Target { get; set; }
    public string? OperationType { get; set; }
    public string? ValueType { get; set; }
    public string? RuleParticipationType { get; set; }

    public XboxAchievementRequirement Read() => new()
    {
        Id = FieldParser.Text(Id),
        Current = FieldParser.TextOrNull(Current),
        Target = FieldParser.Text(Target),
        OperationType = FieldParser.Text(OperationType),
        ValueType = FieldParser.Text(ValueType),
        ParticipationType = FieldParser.Member<XboxParticipationType>(RuleParticipationType),
    };
}

/// <summary>A title of an achievement as the service has it.</summary>
internal sealed class AchievementTitleBody
{
    public string? Id { get; set; }
    public string? Name { get; set; }

    public XboxAchievementTitle? Read() => FieldParser.TextOrNull(Id) is { } id ? new(id, FieldParser.Text(Name)) : null;
}

/// <summary>A picture of an achievement as the service has it.</summary>
internal sealed class AchievementMediaBody
{
    public string? Name { get; set; }
    public string? Type { get; set; }
    public string? Url { get; set; }

    /// <summary>The picture; null where its address is no good.</summary>
    public XboxAchievementMedia? Read(XboxImages images) => images.Find(Url) is { } address ? new(address, FieldParser.Text(Type), FieldParser.Text(Name)) : null;
}

/// <summary>A reward as the service has it.</summary>
internal sealed class AchievementRewardBody
{
    public string? Name { get; set; }
    public string? Description { get; set; }
    public string? Value { get; set; }
    public string? Type { get; set; }
    public string? ValueType { get; set; }
    public AchievementMediaBody? MediaAsset { get; set; }

    public XboxAchievementReward Read(XboxImages images) => new()
    {
        Type = FieldParser.Member<XboxRewardType>(Type),
        Value = FieldParser.Text(Value),
        ValueType = FieldParser.Text(ValueType),
        Name = FieldParser.TextOrNull(Name),
        Description = FieldParser.TextOrNull(Description),
        Picture = images.Find(MediaAsset?.Url),
    };
}

/// <summary>A time window as the service has it.</summary>
internal sealed class TimeWindowBody
{
    public string? StartDate { get; set; }
    public string? EndDate { get; set; }

    public XboxTimeWindow Read() => new(FieldParser.Date(StartDate), FieldParser.Date(EndDate));
}

/// <summary>How a list goes on.</summary>
internal sealed class PagingBody
{
    /// <summary>Null or empty on the last page.</summary>
    public string? ContinuationToken { get; set; }
}
