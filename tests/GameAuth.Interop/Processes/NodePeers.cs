using System.Diagnostics;
using System.Reflection;

namespace GameAuth.Interop.Processes;

/// <summary>The foreign clients and servers of the peers directory, and whether this machine can run them.</summary>
internal static class NodePeers
{
    private const string Install = "npm ci --ignore-scripts --prefix tests/GameAuth.Interop/peers";

    public static string Directory { get; } = typeof(NodePeers).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "PeersDirectory").Value!;

    /// <summary>Why Node.js can not run; null when it can.</summary>
    public static string? MissingNode { get; } = NodeMajor() switch
    {
        null => "Node.js is not on the PATH: install Node.js 20 or newer, then run: " + Install,
        < 20 and { } major => $"Node.js {major} is too old: install 20 or newer, then run: {Install}",
        _ => null,
    };

    /// <summary>Why the peers cannot run, with the command that mends it; null when they can.</summary>
    public static string? Missing { get; } = Probe();

    private static string? Probe()
    {
        // The test command looked already, and says what it could not install.
        if (Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_NODE") is { Length: > 0 } reason)
        {
            return reason;
        }

        return MissingNode
            ?? (((string[])["@microsoft/signalr", "discord-interactions", "dpop", "feathers-4", "feathers-5", "jose", "oauth4webapi", "oidc-provider", "prismarine-auth", "psn-api", "socket.io-2", "socket.io-4", "socket.io-client-2", "socket.io-client-4", "ws"]).All(peer => System.IO.Directory.Exists(Path.Combine(Directory, "node_modules", peer)))
                ? null
                : "The peers are not installed; run: " + Install);
    }

    private static int? NodeMajor()
    {
        try
        {
            using Process node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            string version = node.StandardOutput.ReadToEnd().TrimStart('v');
            node.WaitForExit();
            return int.TryParse(version.Split('.')[0], out int major) ? major : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
