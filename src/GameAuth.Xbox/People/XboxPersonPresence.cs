namespace GameAuth.Xbox;

/// <summary>Where a person is, or was last. Immutable.</summary>
public sealed record XboxPersonPresence
{
    /// <summary>The device's type in the service's words, such as <c>Scarlett</c>; may be empty.</summary>
    public required string Device { get; init; }

    /// <summary>The title's id, decimal digits; may be empty.</summary>
    public string TitleId { get; init; } = "";

    /// <summary>What the person does, in a sentence; may be empty.</summary>
    public string PresenceText { get; init; } = "";

    /// <summary>What the person does in the title (rich presence); null where the title does not say.</summary>
    public string? RichPresence { get; init; }

    /// <summary>Whether it is now (<c>Active</c>) and not where they were last (<c>LastSeen</c>).</summary>
    public bool IsActive { get; init; }

    /// <summary>Whether it is the one to show.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>Whether the title is a game.</summary>
    public bool IsGame { get; init; }

    /// <summary>Whether the person is broadcasting.</summary>
    public bool IsBroadcasting { get; init; }
}
