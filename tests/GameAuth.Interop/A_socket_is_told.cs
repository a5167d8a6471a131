using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>
/// npm prismarine-auth gets the token and npm ws holds the socket: neither knows anything of the emulator, so its handshake, its
/// frames and its close are judged by an implementation of RFC 6455 other than .NET's.
/// </summary>
public sealed class A_socket_is_told
{
    private const string Player = "2814600000000001";
    private const string Scid = "e0000000-0000-4000-8000-00000000000a";
    private const string Achievements = $"https://achievements.xboxlive.com/users/xuid({Player})/achievements/{Scid}";
    private const string RichPresence = $"https://userpresence.xboxlive.com/users/xuid({Player})/richpresence";

    [PeerFact]
    public async Task What_its_player_achieves()
    {
        await using GameAuthEmulator emulator = await StartAsync();
        Task<JsonObject> client = RunAsync(emulator, "rta.xboxlive.com.V2");
        await SubscribedAsync(emulator, RichPresence, client);

        emulator.Xbox.Progress("EmuPlayer1", Scid, "5", 77);
        emulator.Xbox.Unlock("EmuPlayer1", Scid, "5");
        emulator.Xbox.SetPresence("EmuPlayer1", new EmulatedPresence());
        JsonObject result = await client;

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal("rta.xboxlive.com.V2", result["agreed"]!.GetValue<string>());
        JsonArray told = result["told"]!.AsArray();
        Assert.Equal(["InProgress", "Achieved"], told.Take(2).Select(one => one![2]!["progression"]![0]!["progressState"]!.GetValue<string>()));
        Assert.Equal("Offline", told[2]![2]!["presenceState"]!.GetValue<string>());
        Assert.Equal(["[2,3,0]", "[2,4,0]"], result["answers"]!.AsArray().Skip(2).Select(one => one!.ToJsonString()));
        Assert.Equal(1000, result["closed"]!.GetValue<int>());
        Assert.Equal("the client closed", emulator.Log.Of("rta.close").Single().Note);
    }

    [PeerFact]
    public async Task Nothing_without_the_subprotocol()
    {
        await using GameAuthEmulator emulator = await StartAsync();

        JsonObject result = await RunAsync(emulator, "rta.xboxlive.com.V1");

        Assert.False(result["ok"]!.GetValue<bool>());
        Assert.Contains("400", result["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static Task<GameAuthEmulator> StartAsync()
    {
        EmulatorOptions options = new();
        options.Xbox.PollInterval = TimeSpan.FromSeconds(1);
        return GameAuthEmulator.StartAsync(options);
    }

    /// <summary>Waits for the last subscription, or for a client that ended before it.</summary>
    private static async Task SubscribedAsync(GameAuthEmulator emulator, string resource, Task client)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        await Task.WhenAny(client, emulator.Log.WaitForAsync(one => one.Step == "rta.subscribe" && one.Path == resource, limit.Token));
    }

    private static async Task<JsonObject> RunAsync(GameAuthEmulator emulator, string protocol)
    {
        DirectoryInfo cache = Directory.CreateTempSubdirectory("gameauth-interop-");
        try
        {
            return await NodeRun.Async("rta.mjs", new JsonObject
            {
                ["hosts"] = new JsonObject(emulator.Hosts.Select(host => KeyValuePair.Create<string, JsonNode?>(host.Key, host.Value.AbsoluteUri))),
                ["clientId"] = emulator.Configuration["GameAuth:Xbox:ClientId"],
                ["cache"] = cache.FullName,
                ["resources"] = new JsonArray(Achievements, RichPresence),
                ["protocol"] = protocol,
                ["events"] = 3,
            });
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }
}
