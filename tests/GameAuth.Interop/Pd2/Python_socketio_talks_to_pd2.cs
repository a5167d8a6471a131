using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop.Pd2;

/// <summary>Debian's python3-socketio, an implementation of its own of Engine.IO 4 and Socket.IO, judges the emulator.</summary>
public sealed class Python_socketio_talks_to_pd2
{
    [PythonFact]
    public async Task As_a_client_of_the_newer_generation()
    {
        await using GameAuthEmulator emulator = await Pd2Peer.StartAsync(Pd2Generation.Feathers5);
        using IDisposable _ = Pd2Peer.StrikeWhenAsked(emulator);

        JsonObject result = await NodeRun.Async(PythonPeer.Program, "pd2-socketio.py", new JsonObject
        {
            ["url"] = emulator.Hosts[Pd2Peer.Api].AbsoluteUri, ["token"] = emulator.Pd2.WebsiteTokenOf("EmuTrader"),
        });

        Assert.Equal((401, "EmuTrader", 3, "BadRequest", true),
            (result["early"]!.GetValue<int>(), result["user"]!.GetValue<string>(), result["items"]!.GetValue<int>(), result["surplus"]!.GetValue<string>(), result["connected"]!.GetValue<bool>()));
        Assert.Equal(["event h-äöü", "ack h-äöü", "pushed hello"], result["order"]!.AsArray().Select(one => one!.GetValue<string>()).Order(StringComparer.Ordinal).OrderBy(one => one[0] == 'p' ? 2 : one[0] == 'a' ? 1 : 0));
        Assert.Empty(emulator.Pd2.StrayTokens);
    }
}
