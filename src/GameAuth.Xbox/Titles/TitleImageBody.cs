namespace GameAuth.Xbox;

/// <summary>A picture of a title as the service has it.</summary>
internal sealed class TitleImageBody
{
    public string? Url { get; set; }

    public string? Type { get; set; }

    /// <summary>The picture; null where its address is no good.</summary>
    public XboxTitleImage? Read(XboxImages images) => images.Find(Url) is { } address ? new(address, Lenient.Text(Type)) : null;
}
