namespace GameAuth.Xbox;

/// <summary>Whether a player is online, where and with what, as the account may see it. Immutable. Its texts came from the service and have been cleaned.</summary>
public sealed record XboxPresenceRecord
{
    /// <summary>The player's Xbox user id.</summary>
    public required string Xuid { get; init; }

    /// <summary>Whether the player is online.</summary>
    public XboxPresenceState State { get; init; }

    /// <summary>The devices that the player is on; empty for a player who is offline.</summary>
    public IReadOnlyList<XboxPresenceDevice> Devices { get; init; } = [];

    /// <summary>Where the player was last; null for one who is online, and where the service does not say.</summary>
    public XboxLastSeen? LastSeen { get; init; }
}

/// <summary>Whether a player is online. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxPresenceState
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>Online and active.</summary>
    Online,

    /// <summary>Online and idle.</summary>
    Away,

    /// <summary>Offline, or unwilling to be seen.</summary>
    Offline,
}

/// <summary>A device that a player is on. Immutable.</summary>
/// <param name="Type">Its type in the service's words, such as <c>Scarlett</c>, <c>XboxOne</c>, <c>Win32</c>; may be empty.</param>
/// <param name="Titles">What runs on it.</param>
public sealed record XboxPresenceDevice(string Type, IReadOnlyList<XboxPresenceTitle> Titles);

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

/// <summary>Where a player was last. Immutable.</summary>
/// <param name="DeviceType">The device's type in the service's words; may be empty.</param>
/// <param name="TitleId">The title's id, decimal digits; may be empty.</param>
/// <param name="TitleName">The title's name; may be empty.</param>
/// <param name="Timestamp">When (UTC); null where the service does not say.</param>
public sealed record XboxLastSeen(string DeviceType, string TitleId, string TitleName, DateTimeOffset? Timestamp);
