namespace GameAuth.Xbox;

/// <summary>A game or an app, and what a player has to do with it. Immutable. Its texts and addresses came from the service and have been checked; texts are in the language that was asked for.</summary>
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
