namespace GameAuth.Xbox;

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
        Type = Lenient.Word<XboxRewardType>(Type),
        Value = Lenient.Text(Value),
        ValueType = Lenient.Text(ValueType),
        Name = Lenient.TextOrNull(Name),
        Description = Lenient.TextOrNull(Description),
        Picture = images.Find(MediaAsset?.Url),
    };
}
