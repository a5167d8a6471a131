using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop.Pd2;

/// <summary>Feathers' own clients, versions 4 and 5 with their authentication clients, judge the emulator's services, errors and events.</summary>
public sealed class Feathers_clients_use_pd2
{
    [PeerTheory]
    [InlineData(4, Pd2Generation.Feathers4)]
    [InlineData(5, Pd2Generation.Feathers5)]
    public async Task By_six_methods_events_and_errors(int major, Pd2Generation generation)
    {
        await using GameAuthEmulator emulator = await Pd2Peer.StartAsync(generation);
        using IDisposable _ = Pd2Peer.StrikeWhenAsked(emulator);

        JsonObject result = await RunAsync(emulator, major, expiring: false);

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal(("401 NotAuthenticated", "401 NotAuthenticated", "EmuTrader", "EmuTrader"), (Text("early"), Text("badToken"), Text("user"), Text("resolved")));
        Assert.Equal(["created h1", "updated h2", "patched h2", "removed h2", "pushed hello"], result["events"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.Equal(("h2", "Ist", 3, 2, true, 3), (Text("updated"), Text("price"), result["total"]!.GetValue<int>(), result["limit"]!.GetValue<int>(), result["removed"]!.GetValue<bool>(), result["items"]!.GetValue<int>()));
        Assert.Equal(("404 NotFound", "404 NotFound", "405 MethodNotAllowed", "401 NotAuthenticated"), (Text("gone"), Text("nowhere"), Text("notAllowed"), Text("after")));
        Assert.Empty(emulator.Pd2.StrayTokens);

        string Text(string name) => result[name]!.GetValue<string>();
    }

    /// <summary>Version 4 says nothing and answers 401 later; version 5 sends the client away.</summary>
    [PeerTheory]
    [InlineData(4, Pd2Generation.Feathers4, "nothing", "401 NotAuthenticated")]
    [InlineData(5, Pd2Generation.Feathers5, "io server disconnect", "not connected")]
    public async Task Until_the_token_ends(int major, Pd2Generation generation, string waited, string late)
    {
        await using GameAuthEmulator emulator = await Pd2Peer.StartAsync(generation);
        string token = emulator.Pd2.WebsiteTokenOf("EmuTrader");
        // The one that comes back for it ends soon.
        emulator.Pd2.Lifetimes.Website = TimeSpan.FromSeconds(2);

        JsonObject result = await RunAsync(emulator, major, expiring: true, token);

        Assert.Equal((waited, late), (result["waited"]!.GetValue<string>(), result["late"]!.GetValue<string>()));
    }

    private static Task<JsonObject> RunAsync(GameAuthEmulator emulator, int major, bool expiring, string? token = null) => NodeRun.Async("pd2-feathers.mjs", new JsonObject
    {
        ["url"] = emulator.Hosts[Pd2Peer.Api].AbsoluteUri, ["major"] = major, ["token"] = token ?? emulator.Pd2.WebsiteTokenOf("EmuTrader"), ["expiring"] = expiring,
    });
}
