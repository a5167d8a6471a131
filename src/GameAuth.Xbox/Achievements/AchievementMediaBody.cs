namespace GameAuth.Xbox;

/// <summary>A picture of an achievement as the service has it.</summary>
internal sealed class AchievementMediaBody
{
    public string? Name { get; set; }

    public string? Type { get; set; }

    public string? Url { get; set; }

    /// <summary>The picture; null where its address is no good.</summary>
    public XboxAchievementMedia? Read(XboxImages images) => images.Find(Url) is { } address ? new(address, Lenient.Text(Type), Lenient.Text(Name)) : null;
}
