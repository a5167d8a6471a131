namespace GameAuth.Xbox;

/// <summary>A player, and the relationship between them and the account's own player. Immutable. Its texts and addresses came from the service and have been checked.</summary>
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

    /// <summary>What they share about themselves; null where the service does not say.</summary>
    public XboxPersonDetail? Detail { get; init; }
}

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

/// <summary>What a person shares about themselves. Immutable.</summary>
public sealed record XboxPersonDetail
{
    /// <summary>The tier, such as <c>Gold</c>; null where the service does not say.</summary>
    public string? AccountTier { get; init; }

    /// <summary>A few words; may be empty.</summary>
    public string Bio { get; init; } = "";

    /// <summary>A place, as they call it; may be empty.</summary>
    public string Location { get; init; } = "";

    /// <summary>For how many years they have been there, in the service's words; null where it does not say.</summary>
    public string? Tenure { get; init; }

    /// <summary>Whether Microsoft has verified who they are.</summary>
    public bool IsVerified { get; init; }

    /// <summary>Whether they have Game Pass.</summary>
    public bool HasGamePass { get; init; }

    /// <summary>How many follow them; null where the service does not say.</summary>
    public int? FollowerCount { get; init; }

    /// <summary>How many they follow; null where the service does not say.</summary>
    public int? FollowingCount { get; init; }
}

/// <summary>The colours that a person chose, each as six hexadecimal digits; empty where there is none. Immutable.</summary>
/// <param name="Primary">The first.</param>
/// <param name="Secondary">The second.</param>
/// <param name="Tertiary">The third.</param>
public sealed record XboxPreferredColor(string Primary, string Secondary, string Tertiary);

/// <summary>How many follow a player and are followed, and the relationship between them and the account's own player. Immutable.</summary>
public sealed record XboxSocialSummary
{
    /// <summary>How many the player follows.</summary>
    public int FollowingCount { get; init; }

    /// <summary>How many follow the player.</summary>
    public int FollowerCount { get; init; }

    /// <summary>Whether the account's player follows them.</summary>
    public bool IsFollowedByCaller { get; init; }

    /// <summary>Whether they follow the account's player.</summary>
    public bool IsFollowingCaller { get; init; }

    /// <summary>Whether the account's player has marked them as a favorite.</summary>
    public bool IsFavorite { get; init; }

    /// <summary>Whether the account's player shares their own name with them.</summary>
    public bool IsIdentityShared { get; init; }
}
