using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A title as the service has it.</summary>
internal sealed class TitleBody
{
    public string? TitleId { get; set; }

    public string? Name { get; set; }

    public string? Type { get; set; }

    [JsonConverter(typeof(WireListConverter<string>))]
    public IReadOnlyList<string> Devices { get; set; } = [];

    public string? ServiceConfigId { get; set; }

    public string? Pfn { get; set; }

    public string? ModernTitleId { get; set; }

    public string? IsBundle { get; set; }

    public string? DisplayImage { get; set; }

    public TitleProgressBody? Achievement { get; set; }

    public TitleHistoryBody? TitleHistory { get; set; }

    public GamePassBody? GamePass { get; set; }

    [JsonConverter(typeof(WireListConverter<TitleImageBody>))]
    public IReadOnlyList<TitleImageBody> Images { get; set; } = [];

    /// <summary>The title; null where it has no id, so that nothing could be done with it.</summary>
    public XboxTitle? Read(XboxImages images) => Lenient.TextOrNull(TitleId) is not { } id ? null : new XboxTitle
    {
        TitleId = id,
        Name = Lenient.Text(Name),
        Type = Lenient.Word<XboxTitleType>(Type),
        Devices = Lenient.Words(Devices),
        ServiceConfigId = Lenient.TextOrNull(ServiceConfigId),
        PackageFamilyName = Lenient.TextOrNull(Pfn),
        ModernTitleId = Lenient.TextOrNull(ModernTitleId),
        IsBundle = Lenient.Flag(IsBundle),
        IsGamePass = GamePass?.IsGamePass is { } word ? Lenient.Flag(word) : null,
        Achievements = Achievement?.Read(),
        LastPlayed = Lenient.Date(TitleHistory?.LastTimePlayed),
        DisplayImage = images.Find(DisplayImage),
        Images = [.. Images.Select(one => one.Read(images)).OfType<XboxTitleImage>()],
    };
}
