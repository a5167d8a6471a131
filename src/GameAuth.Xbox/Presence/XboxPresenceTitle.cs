namespace GameAuth.Xbox;

/// <summary>A title that runs on a player's device. Immutable.</summary>
public sealed record XboxPresenceTitle
{
    /// <summary>Its title id, decimal digits; may be empty.</summary>
    public required string TitleId { get; init; }

    /// <summary>Its name; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is on the screen, in the service's words, such as <c>Full</c> or <c>Background</c>; may be empty.</summary>
    public string Placement { get; init; } = "";

    /// <summary>Whether it is in use (<c>Active</c>).</summary>
    public bool IsActive { get; init; }

    /// <summary>What the player does in it (rich presence); null where the title does not say.</summary>
    public string? RichPresence { get; init; }

    /// <summary>Since when this holds (UTC); null where the service does not say.</summary>
    public DateTimeOffset? LastModified { get; init; }
}
