namespace GameAuth.Xbox;

/// <summary>A player, and how the account's own player stands to them. Immutable. Its texts and addresses came from the service and have been checked.</summary>
public sealed record XboxPerson
{
    /// <summary>The player's Xbox user id.</summary>
    public required string Xuid { get; init; }

    /// <summary>The gamertag in its classic form; may be empty.</summary>
    public required string Gamertag { get; init; }

    /// <summary>The modern gamertag, without its suffix; may be empty.</summary>
    public string ModernGamertag { get; init; } = "";

    /// <summary>The digits that make the modern gamertag unique; empty where it needs none.</summary>
    public string ModernGamertagSuffix { get; init; } = "";

    /// <summary>The modern gamertag with its suffix, as it is shown; may be empty.</summary>
    public string UniqueModernGamertag { get; init; } = "";

    /// <summary>The name to show; may be empty.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The player's own name; null where the player does not share it with the account.</summary>
    public string? RealName { get; init; }

    /// <summary>The gamerscore; zero where the service does not say.</summary>
    public int Gamerscore { get; init; }

    /// <summary>The picture, https on a host of Microsoft's; null where there is none.</summary>
    public Uri? DisplayPicture { get; init; }

    /// <summary>Whether the account's player has marked them as a favorite.</summary>
    public bool IsFavorite { get; init; }

    /// <summary>Whether they follow the account's player.</summary>
    public bool IsFollowingCaller { get; init; }

    /// <summary>Whether the account's player follows them.</summary>
    public bool IsFollowedByCaller { get; init; }

    /// <summary>Whether they share their own name with the account's player.</summary>
    public bool IsIdentityShared { get; init; }

    /// <summary>When the account's player added them (UTC); null where they were not, or the service does not say.</summary>
    public DateTimeOffset? Added { get; init; }

    /// <summary>The reputation in the service's words, such as <c>GoodPlayer</c>; null where it does not say.</summary>
    public string? Reputation { get; init; }

    /// <summary>Whether they are online.</summary>
    public XboxPresenceState PresenceState { get; init; }

    /// <summary>What they do, in a sentence; may be empty.</summary>
    public string PresenceText { get; init; } = "";

    /// <summary>Where they are, or were last.</summary>
    public IReadOnlyList<XboxPersonPresence> PresenceDetails { get; init; } = [];

    /// <summary>The colours that they chose; null where the service does not say.</summary>
    public XboxPreferredColor? PreferredColor { get; init; }

    /// <summary>What they tell of themselves; null where the service does not say.</summary>
    public XboxPersonDetail? Detail { get; init; }
}
