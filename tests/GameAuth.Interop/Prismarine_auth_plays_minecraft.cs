using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>npm prismarine-auth gets what the two editions of Minecraft want, from the emulator in a process of its own.</summary>
public sealed class Prismarine_auth_plays_minecraft
{
    [PeerTheory]
    [InlineData("live", "xsts.authorize")]
    [InlineData("sisu", "sisu.authorize")]
    public async Task In_java_with_a_token_what_it_opens_and_a_name(string flow, string authorized)
    {
        await using EmulatorProcess emulator = await StartAsync("");

        JsonObject result = await PlayAsync(emulator, flow, "java");

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal(["product_minecraft", "game_minecraft"], result["entitlements"]!["items"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()));
        Assert.Equal("EmuPlayer1", result["profile"]!["name"]!.GetValue<string>());
        Assert.Matches("^[0-9a-f]{32}$", result["profile"]!["id"]!.GetValue<string>());
        SignatureLedger ledger = new(emulator.Events());
        Assert.Equal([authorized, "minecraftservices.login", "minecraftservices.mcstore", "minecraftservices.profile"], ledger.Steps.TakeLast(4));
        Assert.All(ledger.Verdicts, one => Assert.Equal("verified", one.Value));
        Assert.Equal("rp://api.minecraftservices.com/", emulator.Events().Single(one => one["step"]!.GetValue<string>() == "minecraftservices.login")["audience"]!.GetValue<string>());
    }

    [PeerFact]
    public async Task In_java_without_a_game_or_a_name_when_the_player_has_none()
    {
        await using EmulatorProcess emulator = await StartAsync(
            """, "players": [ { "gamertag": "EmuAda", "xuid": "2814600000000010", "minecraft": { "license": "none", "hasProfile": false } } ]""");

        JsonObject result = await PlayAsync(emulator, "sisu", "java");

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.NotEmpty(result["token"]!.GetValue<string>());
        Assert.Empty(result["entitlements"]!["items"]!.AsArray());
        Assert.False(result.ContainsKey("profile"));
        Assert.Equal(404, emulator.Events()[^1]["status"]!.GetValue<int>());
    }

    [PeerFact]
    public async Task But_not_in_java_when_nobody_approved_its_application()
    {
        await using EmulatorProcess emulator = await StartAsync("", """, "minecraftUnapprovedClientIds": [ "emulator-client-0001" ]""");

        JsonObject result = await PlayAsync(emulator, "sisu", "java");

        Assert.False(result["ok"]!.GetValue<bool>());
        Assert.Contains("Invalid app registration", result["error"]!.GetValue<string>(), StringComparison.Ordinal);
        JsonObject refused = emulator.Events()[^1];
        Assert.Equal(("minecraftservices.login", 403), (refused["step"]!.GetValue<string>(), refused["status"]!.GetValue<int>()));
    }

    [PeerTheory]
    [InlineData("live")]
    [InlineData("sisu")]
    public async Task In_bedrock_with_a_chain_that_a_server_can_trust(string flow)
    {
        await using EmulatorProcess emulator = await StartAsync("");

        JsonObject result = await PlayAsync(emulator, flow, "bedrock");

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal(2, result["length"]!.GetValue<int>());
        Assert.True(result["trusted"]!.GetValue<bool>());
        Assert.False(result["forgedTrusted"]!.GetValue<bool>());
        Assert.False(result["otherTrusted"]!.GetValue<bool>());
        JsonNode player = result["extraData"]!;
        Assert.Equal(("2814600000000001", "EmuPlayer1", "1900000001"), (player["XUID"]!.GetValue<string>(), player["displayName"]!.GetValue<string>(), player["titleId"]!.GetValue<string>()));
        JsonObject last = emulator.Events()[^1];
        Assert.Equal(("multiplayer.authentication", 200), (last["step"]!.GetValue<string>(), last["status"]!.GetValue<int>()));
        Assert.Equal("https://multiplayer.minecraft.net/", last["audience"]!.GetValue<string>());
    }

    private static Task<EmulatorProcess> StartAsync(string scenario, string xbox = "") =>
        EmulatorProcess.StartAsync($$"""{ "xbox": { "pollInterval": "00:00:01"{{xbox}} }{{scenario}} }""");

    private static Task<JsonObject> PlayAsync(EmulatorProcess emulator, string flow, string edition) =>
        NodeRun.Async("minecraft.mjs", new JsonObject
        {
            ["hosts"] = emulator.Map["hosts"]!.DeepClone(), ["flow"] = flow, ["clientId"] = emulator.ClientId,
            ["cache"] = Path.Combine(emulator.Home, "cache"), ["edition"] = edition,
        });
}
