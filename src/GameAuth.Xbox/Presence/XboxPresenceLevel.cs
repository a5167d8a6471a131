namespace GameAuth.Xbox;

/// <summary>How much a presence record tells.</summary>
public enum XboxPresenceLevel
{
    /// <summary>Devices, titles and what the player does in them. The default.</summary>
    All,

    /// <summary>Whether the player is online.</summary>
    User,

    /// <summary>That, and the devices.</summary>
    Device,

    /// <summary>That, and the titles.</summary>
    Title,
}
