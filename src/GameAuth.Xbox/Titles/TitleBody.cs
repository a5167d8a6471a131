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
    public XboxTitle? Read(XboxImages images) => FieldParser.TextOrNull(TitleId) is not { } id ? null : new XboxTitle
    {
        TitleId = id,
        Name = FieldParser.Text(Name),
        Type = FieldParser.Member<XboxTitleType>(Type),
        Devices = FieldParser.Texts(Devices),
        ServiceConfigId = FieldParser.TextOrNull(ServiceConfigId),
        PackageFamilyName = FieldParser.TextOrNull(Pfn),
        ModernTitleId = FieldParser.TextOrNull(ModernTitleId),
        IsBundle = FieldParser.Flag(IsBundle),
        IsGamePass = GamePass?.IsGamePass is { } word ? FieldParser.Flag(word) : null,
        Achievements = Achievement?.Read(),
        LastPlayed = FieldParser.Date(TitleHistory?.LastTimePlayed),
        DisplayImage = images.Find(DisplayImage),
        Images = [.. Images.Select(one => one.Read(images)).OfType<XboxTitleImage>()],
    };
}

/// <summary>The answer of the calls of titlehub, also of those for one title.</summary>
internal sealed class TitleListAnswer
{
    [JsonConverter(typeof(WireListConverter<TitleBody>))]
    public IReadOnlyList<TitleBody>? Titles { get; set; }
}

/// <summary>The achievements of a title, counted, as the service has them.</summary>
internal sealed class TitleProgressBody
{
    public string? CurrentAchievements { get; set; }
    public string? TotalAchievements { get; set; }
    public string? CurrentGamerscore { get; set; }
    public string? TotalGamerscore { get; set; }
    public string? ProgressPercentage { get; set; }
    public string? SourceVersion { get; set; }

    public XboxTitleProgress Read() => new()
    {
        CurrentAchievements = FieldParser.Count(CurrentAchievements),
        TotalAchievements = FieldParser.Count(TotalAchievements),
        CurrentGamerscore = FieldParser.Count(CurrentGamerscore),
        TotalGamerscore = FieldParser.Count(TotalGamerscore),
        ProgressPercentage = Math.Clamp(FieldParser.Number(ProgressPercentage) ?? 0, 0, 100),
        SourceVersion = FieldParser.Count(SourceVersion),
    };
}

/// <summary>When a title was used.</summary>
internal sealed class TitleHistoryBody
{
    public string? LastTimePlayed { get; set; }
}

/// <summary>Whether a title is in Game Pass.</summary>
internal sealed class GamePassBody
{
    public string? IsGamePass { get; set; }
}

/// <summary>A picture of a title as the service has it.</summary>
internal sealed class TitleImageBody
{
    public string? Url { get; set; }
    public string? Type { get; set; }

    /// <summary>The picture; null where its address is no good.</summary>
    public XboxTitleImage? Read(XboxImages images) => images.Find(Url) is { } address ? new(address, FieldParser.Text(Type)) : null;
}
