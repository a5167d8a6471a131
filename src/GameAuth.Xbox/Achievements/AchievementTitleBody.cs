namespace GameAuth.Xbox;

/// <summary>A title of an achievement as the service has it.</summary>
internal sealed class AchievementTitleBody
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    public XboxAchievementTitle? Read() => Lenient.TextOrNull(Id) is { } id ? new(id, Lenient.Text(Name)) : null;
}
