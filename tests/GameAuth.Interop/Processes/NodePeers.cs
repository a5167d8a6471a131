namespace GameAuth.Interop.Processes;

/// <summary>The foreign clients and servers of the peers directory, and whether this machine can run them.</summary>
internal static class NodePeers
{
    public static string Directory => NodeProgram.Peers;

    /// <summary>Why the peers cannot run, with the command that mends it; null when they can.</summary>
    public static string? Missing { get; } = NodeProgram.Missing(
        "@microsoft/signalr", "discord-interactions", "dpop", "feathers-4", "feathers-5", "jose", "oauth4webapi", "oidc-provider", "prismarine-auth", "psn-api", "socket.io-2", "socket.io-4", "socket.io-client-2", "socket.io-client-4", "ws");
}
