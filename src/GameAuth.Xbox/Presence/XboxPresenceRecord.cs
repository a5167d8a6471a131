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
