using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace GameAuth.Interop.Processes;

/// <summary>A server of the peers directory on a free port: npm socket.io or Feathers. It may be frozen, killed and started again on the same port.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _script;
    private readonly JsonObject _input;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gameauth-socket-");
    private Process? _process;

    private SocketServer(string script, JsonObject input)
    {
        (_script, _input) = (script, input);
        _input["log"] = Path.Combine(_home.FullName, "writes.log");
    }

    public Uri Address => new($"http://127.0.0.1:{_input["port"]}");

    public static async Task<SocketServer> StartAsync(string script, JsonObject input)
    {
        SocketServer server = new(script, input);
        await server.StartAsync();
        return server;
    }

    public static Task<SocketServer> SocketIoAsync(int major, int pingInterval = 25_000, int pingTimeout = 20_000, JsonObject? options = null) =>
        StartAsync("socketio-server.mjs", new JsonObject { ["major"] = major, ["pingInterval"] = pingInterval, ["pingTimeout"] = pingTimeout, ["options"] = options });

    /// <summary>The keys of the writes that have arrived, over every start.</summary>
    public string[] Writes() => File.Exists(_input["log"]!.GetValue<string>()) ? File.ReadAllLines(_input["log"]!.GetValue<string>()) : [];

    public async Task StartAsync()
    {
        ProcessStartInfo start = new("node", [_script, _input.ToJsonString()])
        {
            WorkingDirectory = NodePeers.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        using CancellationTokenSource limit = new(Limit);
        string line = await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException($"{_script} ended before it listened.");
        _input["port"] = int.Parse(line, CultureInfo.InvariantCulture);
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Stops its threads, or lets them go on: SIGSTOP, SIGCONT.</summary>
    public void Signal(string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _home.Delete(recursive: true);
    }
}
