namespace GameAuth.Xbox;

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
