using System.Text.Json.Nodes;
using GameAuth.Emulator;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>Somebody else's library, which measures itself in a Node process.</summary>
/// <param name="module">Its name at npm.</param>
/// <param name="version">Its version.</param>
/// <param name="script">The script of the interop tests' peers that runs it.</param>
internal abstract class SilentPeer(string module, string version, string script)
{
    public string Name => $"{module} {version}";

    public bool IsInstalled => PeerProcess.IsInstalled(module);

    /// <summary>Makes ready what the peer keeps between two starts, while the emulator is there.</summary>
    public virtual Task FillAsync(string directory, GameAuthEmulator emulator) => Task.CompletedTask;

    /// <summary>Measures so many starts.</summary>
    public abstract Task<JsonObject> MeasureAsync(string directory, int rounds);

    protected static JsonObject HostsOf(GameAuthEmulator emulator) =>
        new(emulator.Hosts.Select(static host => KeyValuePair.Create(host.Key, (JsonNode?)host.Value.AbsoluteUri)));

    protected Task<JsonObject> RunAsync(JsonObject input) => PeerProcess.RunAsync(script, module, input);
}

/// <summary>npm prismarine-auth: it keeps its tokens in files in the clear, so that its start is silent too.</summary>
internal sealed class PrismarinePeer() : SilentPeer("prismarine-auth", "3.1.1", "silent-start.mjs")
{
    public override Task FillAsync(string directory, GameAuthEmulator emulator) => RunAsync(Input(directory, rounds: 1, HostsOf(emulator)));

    public override Task<JsonObject> MeasureAsync(string directory, int rounds) => RunAsync(Input(directory, rounds, hosts: null));

    private static JsonObject Input(string directory, int rounds, JsonObject? hosts) => new()
    {
        ["hosts"] = hosts,
        ["cache"] = Path.Combine(directory, "peer"),
        ["clientId"] = SilentRound.ReadSettings(directory)["GameAuth:Xbox:ClientId"],
        ["rounds"] = rounds,
    };
}

/// <summary>npm psn-api: it keeps nothing, so that each of its starts goes from the npsso over a code to a token, at an emulator on loopback.</summary>
internal sealed class PsnApiPeer() : SilentPeer("psn-api", "2.18.1", "silent-start-psn.mjs")
{
    public override async Task<JsonObject> MeasureAsync(string directory, int rounds)
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "psn" }, Psn = { Lenient = true } });
        return await RunAsync(new JsonObject
        {
            ["hosts"] = HostsOf(emulator),
            ["npsso"] = emulator.Psn.NpssoOf(emulator.Psn.Players[0].OnlineId),
            ["rounds"] = rounds,
        });
    }
}
