namespace GameAuth.Emulator.Xbox.Realtime;

/// <summary>What an RTA resource tells of.</summary>
internal enum RtaTopic
{
    RichPresence,
    Achievements,

    /// <summary>Can be subscribed to, but nobody makes or loses friends here.</summary>
    Friends,
}
