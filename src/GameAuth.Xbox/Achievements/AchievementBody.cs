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
    public XboxAchievement? Read(XboxImages images) => Lenient.TextOrNull(Id) is not { } id ? null : new XboxAchievement
    {
        Id = id,
        ServiceConfigId = Lenient.Text(ServiceConfigId),
        Name = Lenient.Text(Name),
        Description = Lenient.Text(Description),
        LockedDescription = Lenient.Text(LockedDescription),
        ProgressState = StateOf(ProgressState),
        TimeUnlocked = Lenient.Date(Progression?.TimeUnlocked),
        Requirements = [.. (Progression?.Requirements ?? []).Select(static one => one.Read())],
        Titles = [.. TitleAssociations.Select(static one => one.Read()).OfType<XboxAchievementTitle>()],
        Rewards = [.. Rewards.Select(one => one.Read(images))],
        MediaAssets = [.. MediaAssets.Select(one => one.Read(images)).OfType<XboxAchievementMedia>()],
        Platforms = Lenient.Words(Platforms),
        Type = Lenient.Word<XboxAchievementType>(AchievementType),
        ParticipationType = Lenient.Word<XboxParticipationType>(ParticipationType),
        IsSecret = Lenient.Flag(IsSecret),
        IsRevoked = Lenient.Flag(IsRevoked),
        TimeWindow = TimeWindow?.Read(),
        EstimatedTime = Lenient.Duration(EstimatedTime),
        ProductId = Lenient.TextOrNull(ProductId),
    };

    /// <summary>The state in the service's words; its events have been seen with one of their own.</summary>
    public static XboxAchievementState StateOf(string? word) =>
        string.Equals(word, "NotAchieved", StringComparison.OrdinalIgnoreCase) ? XboxAchievementState.NotStarted : Lenient.Word<XboxAchievementState>(word);
}
