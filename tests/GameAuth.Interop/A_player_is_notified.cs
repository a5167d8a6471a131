using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>
/// npm ws holds PlayStation Network's push connection: it knows nothing of the emulator, so handshake, events, pings and close are judged by an implementation of RFC 6455 other than .NET's.
/// </summary>
public sealed class A_player_is_notified
{
    [PeerFact]
    public async Task Of_what_happens_in_a_party_until_the_client_goes()
    {
        await using GameAuthEmulator emulator = await StartAsync();
        string party = emulator.Psn.CreateParty(new EmulatedPsnParty { Name = "Emulated nights", Members = ["EmuTrophies"] });
        Task<JsonObject> client = RunAsync(emulator, "np-pushpacket", events: 3);
        await PingedAsync(emulator, client);

        emulator.Psn.Join(party, "EmuSilver");
        emulator.Psn.Rename(party, "Überholspur");
        emulator.Psn.SendPush("EmuTrophies", "psn:of:no:documentation", new JsonObject { ["a"] = 1 });
        JsonObject result = await client;

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal(("np-pushpacket", 2, 1000), (result["agreed"]!.GetValue<string>(), result["pongs"]!.GetValue<int>(), result["closed"]!.GetValue<int>()));
        Assert.Equal(10_000, result["server"]!["keepAliveStatus"]!["clientKeepAliveInterval"]!.GetValue<int>());
        JsonArray told = result["told"]!.AsArray();
        Assert.Equal(
            ["psn:sessionManager:sys:v2:ps:members:created", "psn:sessionManager:sys:v2:ps:sessionName:updated", "psn:of:no:documentation"],
            told.Select(one => one!["dataType"]!.GetValue<string>()));
        Assert.Equal(("EmuSilver", "Überholspur"), (told[0]!["body"]!["data"]!["members"]![0]!["onlineId"]!.GetValue<string>(), told[1]!["body"]!["data"]!["sessionName"]!.GetValue<string>()));
        Assert.Equal(("9100000000000000001", 3001), (told[2]!["to"]!["accountId"]!.GetValue<string>(), told[2]!["method"]!.GetValue<int>()));
        Assert.Equal("the client closed", emulator.Log.Of("psn.push-close").Single().Note);
    }

    [PeerFact]
    public async Task Until_the_connection_is_dropped()
    {
        await using GameAuthEmulator emulator = await StartAsync();
        Task<JsonObject> client = RunAsync(emulator, "np-pushpacket", events: 1);
        await PingedAsync(emulator, client);

        emulator.Psn.DropPushConnections();
        JsonObject result = await client;

        // RFC 6455 section 7.1.5: no close frame came.
        Assert.Equal(1006, result["closed"]!.GetValue<int>());
    }

    [PeerTheory]
    [InlineData(null)]
    [InlineData("np-other")]
    public async Task Of_nothing_without_the_subprotocol(string? protocol)
    {
        await using GameAuthEmulator emulator = await StartAsync();

        JsonObject result = await RunAsync(emulator, protocol, events: 1);

        Assert.False(result["ok"]!.GetValue<bool>());
        Assert.Contains("400", result["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static Task<GameAuthEmulator> StartAsync() =>
        GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "psn" }, Psn = new PsnEmulatorOptions { Lenient = true } });

    /// <summary>Waits for the second ping, or for a client that ended before it.</summary>
    private static async Task PingedAsync(GameAuthEmulator emulator, Task client)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        await Task.WhenAny(client, emulator.Log.WaitForAsync(one => one.Step == "psn.push-ping" && emulator.Log.Count("psn.push-ping") == 2, limit.Token));
    }

    private static async Task<JsonObject> RunAsync(GameAuthEmulator emulator, string? protocol, int events) => await NodeRun.Async("psn-push.mjs", new JsonObject
    {
        ["hosts"] = new JsonObject(emulator.Hosts.Select(host => KeyValuePair.Create<string, JsonNode?>(host.Key, host.Value.AbsoluteUri))),
        ["token"] = await TokenAsync(emulator), ["protocol"] = protocol, ["events"] = events, ["leave"] = events > 1,
    });

    /// <summary>An access token for an npsso, with nothing but HTTP.</summary>
    private static async Task<string> TokenAsync(GameAuthEmulator emulator)
    {
        using HttpClient http = new();
        string basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{emulator.Configuration["GameAuth:Psn:ClientId"]}:{emulator.Configuration["GameAuth:Psn:ClientSecret"]}"));
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(emulator.Hosts["ca.account.sony.com"], "/api/authz/v3/oauth/token"))
        {
            Headers = { { "Authorization", "Basic " + basic } },
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["token_format"] = "jwt", ["grant_type"] = "sso_token", ["npsso"] = emulator.Psn.NpssoOf("EmuTrophies"), ["scope"] = "psn:mobile.v2.core psn:clientapp",
            }),
        };
        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
    }
}
