using System.Diagnostics;
using System.Text.Json.Nodes;

namespace GameAuth.Interop.Processes;

/// <summary>A script of the peers directory that serves on a port of loopback until it is told to end, and then says what it has seen.</summary>
internal sealed class NodeServer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly Process _node;

    private NodeServer(Process node) => _node = node;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    public static async Task<NodeServer> StartAsync(string script)
    {
        ProcessStartInfo start = new("node", script) { WorkingDirectory = NodePeers.Directory, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        NodeServer server = new(Process.Start(start)!);
        string? port = await server._node.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        Assert.True(port is not null, port ?? await server._node.StandardError.ReadToEndAsync());
        server.Address = new Uri($"http://127.0.0.1:{port}");
        return server;
    }

    /// <summary>Ends it.</summary>
    public async Task<JsonObject> EndAsync()
    {
        _node.StandardInput.Close();
        return JsonNode.Parse(await _node.StandardOutput.ReadToEndAsync().WaitAsync(Limit))!.AsObject();
    }

    public void Dispose()
    {
        if (!_node.HasExited)
        {
            _node.Kill();
        }

        _node.Dispose();
    }
}
