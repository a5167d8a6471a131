namespace GameAuth.Xbox;

/// <summary>A game or an app, and a player's history and progress with it. Immutable. Its texts and addresses came from the service and have been checked; texts are in the language that was asked for.</summary>
public sealed record XboxTitle
{
    /// <summary>Its title id, decimal digits.</summary>
    public required string TitleId { get; init; }

    /// <summary>Its name; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public XboxTitleType Type { get; init; }

    /// <summary>What it runs on, in the service's words, such as <c>XboxSeries</c>, <c>PC</c>, <c>Xbox360</c>.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Its service configuration (SCID); null where it has none.</summary>
    public string? ServiceConfigId { get; init; }

    /// <summary>Its package family name; null where it has none.</summary>
    public string? PackageFamilyName { get; init; }

    /// <summary>The title id that it goes by on newer devices; null where it has none.</summary>
    public string? ModernTitleId { get; init; }

    /// <summary>Whether it is a bundle of several titles.</summary>
    public bool IsBundle { get; init; }

    /// <summary>Whether it is in Game Pass; null where the service does not say.</summary>
    public bool? IsGamePass { get; init; }

    /// <summary>How far the player is with its achievements; null where the service does not say.</summary>
    public XboxTitleProgress? Achievements { get; init; }

    /// <summary>When the player used it last (UTC); null where the service does not say.</summary>
    public DateTimeOffset? LastPlayed { get; init; }

    /// <summary>Its picture, https on a host of Microsoft's; null where there is none.</summary>
    public Uri? DisplayImage { get; init; }

    /// <summary>All its pictures.</summary>
    public IReadOnlyList<XboxTitleImage> Images { get; init; } = [];
}

/// <summary>The kind of a title. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxTitleType
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>A game.</summary>
    Game,

    /// <summary>An app.</summary>
    App,
}

/// <summary>How far a player is with the achievements of a title. Immutable. A number that the service does not give is zero.</summary>
public sealed record XboxTitleProgress
{
    /// <summary>How many are unlocked.</summary>
    public int CurrentAchievements { get; init; }

    /// <summary>How many there are; zero also where the service does not count them.</summary>
    public int TotalAchievements { get; init; }

    /// <summary>How many points the player has.</summary>
    public int CurrentGamerscore { get; init; }

    /// <summary>How many points there are.</summary>
    public int TotalGamerscore { get; init; }

    /// <summary>The share of the points, from 0 to 100.</summary>
    public double ProgressPercentage { get; init; }

    /// <summary>2 for a title whose achievements <see cref="XboxAchievements"/> has, 1 for one of the Xbox 360, whose are kept elsewhere; 0 where the service does not say.</summary>
    public int SourceVersion { get; init; }
}

/// <summary>A picture of a title. Immutable.</summary>
/// <param name="Address">Where it is: https on a host of Microsoft's.</param>
/// <param name="Type">What it is for, in the service's words, such as <c>BoxArt</c>; may be empty.</param>
public sealed record XboxTitleImage(Uri Address, string Type);
