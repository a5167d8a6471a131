namespace GameAuth.Server;

/// <summary>The limits of <c>/realtime</c>, set at <c>AddRealtime()</c>. All counts are those of one node.</summary>
public sealed class RealtimeOptions
{
    /// <summary>Where the socket is. Default <c>/realtime</c>.</summary>
    public string Path { get; set; } = "/realtime";

    /// <summary>How many frames a client may send per second, over time. Default 20; a burst may have twice as many.</summary>
    public int FramesPerSecond { get; set; } = 20;

    /// <summary>How many frames wait for a client that reads slowly, before its connection is closed. Default 256.</summary>
    public int SendQueue { get; set; } = 256;

    /// <summary>How many connections one player may have. Default 8.</summary>
    public int ConnectionsPerSubject { get; set; } = 8;

    /// <summary>How many connections one address may have. Default 256. Inside an Activity all players come from Discord's addresses: set it to what the node can carry.</summary>
    public int ConnectionsPerAddress { get; set; } = 256;

    /// <summary>How many connections may wait to be authenticated. Default 1024.</summary>
    public int UnauthenticatedConnections { get; set; } = 1024;

    /// <summary>How many rooms one connection may be in. Default 16.</summary>
    public int RoomsPerConnection { get; set; } = 16;

    internal bool IsRight => Path is ['/', ..] && Math.Min(FramesPerSecond, Math.Min(SendQueue, RoomsPerConnection)) > 0 && Math.Min(ConnectionsPerSubject, Math.Min(ConnectionsPerAddress, UnauthenticatedConnections)) > 0;
}
