using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop.Pd2;

/// <summary>npm socket.io-client of both generations judges the emulator's Engine.IO and Socket.IO, its heartbeat and its ways to end.</summary>
public sealed class Socket_io_clients_talk_to_pd2
{
    [PeerTheory]
    [InlineData(2, Pd2Generation.Feathers4)]
    [InlineData(4, Pd2Generation.Feathers5)]
    public async Task And_come_back_after_every_trouble_but_41(int major, Pd2Generation generation)
    {
        await using GameAuthEmulator emulator = await Pd2Peer.StartAsync(generation);
        using IDisposable _ = Pd2Peer.StrikeWhenAsked(emulator);

        JsonObject result = await NodeRun.Async("pd2-socketio.mjs", new JsonObject
        {
            ["url"] = emulator.Hosts[Pd2Peer.Api].AbsoluteUri, ["major"] = major, ["token"] = emulator.Pd2.WebsiteTokenOf("EmuTrader"),
            ["troubles"] = new JsonArray("Reset", "Close", "Freeze", "HalfOpen", "Disconnect"), ["burst"] = 5_000,
        });

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal(401, Assert.Single(result["early"]!.AsArray())!["code"]!.GetValue<int>());
        Assert.Equal("EmuTrader", result["session"]![1]!["user"]!["username"]!.GetValue<string>());
        Assert.Equal("""["event emulated-äöü-🗡","ack emulated-äöü-🗡"]""", string.Concat("[", string.Join(',', result["order"]!.AsArray().Select(one => $"\"{one}\"")), "]"));
        Assert.Equal((3, "no ack", 0, 5_000, 900_000), (result["items"]!.GetValue<int>(), result["unknown"]!.GetValue<string>(), result["crossed"]!.GetValue<int>(), result["sent"]!.GetValue<int>(), result["big"]!.GetValue<int>()));
        Assert.True(result["stillThere"]!.GetValue<bool>());
        string[] ends = [.. result["ends"]!.AsArray().Select(one => one!.GetValue<string>())];
        Assert.Equal(["signed in again", "signed in again", "signed in again", "signed in again"], ends.Where((_, index) => index % 2 == 1));
        Assert.All(ends[..1], one => Assert.StartsWith("transport", one, StringComparison.Ordinal));
        Assert.Equal(["transport close", "ping timeout", "ping timeout", "io server disconnect"], new[] { ends[2], ends[4], ends[6], ends[8] });
        Assert.False(result["connectedAtEnd"]!.GetValue<bool>());
        Assert.Empty(emulator.Pd2.StrayTokens);
        Assert.Equal(5_000, emulator.Pd2.Calls["find game/season"]);
    }

    [PeerFact]
    public async Task And_a_server_of_the_newer_generation_takes_the_older_client_by_option()
    {
        await using GameAuthEmulator emulator = await Pd2Peer.StartAsync(Pd2Generation.Feathers5, allowEngine3: true);
        using IDisposable _ = Pd2Peer.StrikeWhenAsked(emulator);

        JsonObject result = await NodeRun.Async("pd2-socketio.mjs", new JsonObject
        {
            ["url"] = emulator.Hosts[Pd2Peer.Api].AbsoluteUri, ["major"] = 2, ["token"] = emulator.Pd2.WebsiteTokenOf("EmuTrader"), ["troubles"] = new JsonArray("Disconnect"), ["burst"] = 100,
        });

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal("io server disconnect", result["ends"]![0]!.GetValue<string>());
    }
}

/// <summary>An emulator of PD2 whose heartbeat is quick, and what it does when a client asks for it.</summary>
internal static class Pd2Peer
{
    public const string Api = "api.projectdiablo2.com";

    public static Task<GameAuthEmulator> StartAsync(Pd2Generation generation, bool allowEngine3 = false)
    {
        EmulatorOptions options = new() { Providers = { "pd2" } };
        options.Pd2.Generation = generation;
        options.Pd2.AllowEngine3 = allowEngine3;
        (options.Pd2.PingInterval, options.Pd2.PingTimeout) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(2500));
        return GameAuthEmulator.StartAsync(options);
    }

    /// <summary>A client names a trouble by asking for the game account of that name; <c>ready</c> asks for a message.</summary>
    public static IDisposable StrikeWhenAsked(GameAuthEmulator emulator) => emulator.Log.Subscribe(one =>
    {
        if (one.Step != "pd2.account.get") { return; }
        string wish = one.Path.Split('/')[^1];
        // The log is told while the emulator answers.
        Task.Run(() =>
        {
            if (wish == "ready") { emulator.Pd2.SendMessage("EmuBuyer", "EmuTrader", "hello"); }
            else { emulator.Pd2.Strike(Enum.Parse<Pd2SocketTrouble>(wish)); }
        });
    });
}
