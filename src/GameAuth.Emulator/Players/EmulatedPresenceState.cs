namespace GameAuth.Emulator;

/// <summary>Whether a player is there.</summary>
public enum EmulatedPresenceState
{
    /// <summary>Signed in nowhere.</summary>
    Offline,

    /// <summary>Signed in, and in a title.</summary>
    Online,

    /// <summary>Signed in, but idle.</summary>
    Away,
}
