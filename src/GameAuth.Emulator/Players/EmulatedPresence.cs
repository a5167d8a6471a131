namespace GameAuth.Emulator;

/// <summary>Where a player is, as the presence service tells others.</summary>
public sealed record EmulatedPresence
{
    /// <summary>Whether the player is there. Default: offline.</summary>
    public EmulatedPresenceState State { get; init; }

    /// <summary>The device the player is on, or was last seen on, such as <c>XboxOne</c>, <c>Scarlett</c>, <c>Win32</c>. Default: <c>Scarlett</c>.</summary>
    public string DeviceType { get; init; } = "Scarlett";

    /// <summary>The title the player is in, or was last seen in: decimal digits. Default: that of the home screen.</summary>
    public string TitleId { get; init; } = "750323071";

    /// <summary>That title's name. Default: <c>Home</c>.</summary>
    public string TitleName { get; init; } = "Home";

    /// <summary>What the title says about the player, such as <c>In the cellar, level 3</c>; null for nothing.</summary>
    public string? RichPresence { get; init; }

    /// <summary>When an offline player was last seen; null when the service does not say.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Looks offline, and never seen, to everybody else. Default: false.</summary>
    public bool IsCloaked { get; init; }

    internal bool IsThere => State is not EmulatedPresenceState.Offline;

    /// <summary>What others may know.</summary>
    internal EmulatedPresence AsOthersSeeIt => IsCloaked ? new EmulatedPresence() : this;
}
