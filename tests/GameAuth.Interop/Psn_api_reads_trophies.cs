using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>npm psn-api 2.18.1, unmodified: its own client id and addresses, of which fetch is led to the emulator and everything else is refused.</summary>
public sealed class Psn_api_reads_trophies
{
    [PeerFact]
    public async Task After_npsso_code_and_refresh()
    {
        await using GameAuthEmulator emulator = await StartAsync();

        JsonObject result = await RunAsync(emulator, new JsonObject { ["npsso"] = emulator.Psn.NpssoOf("EmuTrophies"), ["onlineId"] = "emusilver" });

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        JsonNode tokens = result["tokens"]!;
        Assert.Equal(("bearer", 3599, 5_183_999), (tokens["tokenType"]!.GetValue<string>(), tokens["expiresIn"]!.GetValue<int>(), tokens["refreshTokenExpiresIn"]!.GetValue<int>()));
        Assert.Equal(tokens["refreshToken"]!.GetValue<string>(), result["refreshed"]!["refreshToken"]!.GetValue<string>());
        Assert.NotEqual(tokens["accessToken"]!.GetValue<string>(), result["refreshed"]!["accessToken"]!.GetValue<string>());
        Assert.Equal("[3,2]", result["pages"]!.ToJsonString());
        Assert.Equal(
            """{"NPWR90001_00":"6 of 10","NPWR90002_00":"2 of 10","NPWR90003_00":"4 of 10","NPWR90004_00":"1 of 10","NPWR90005_00":"0 of 10"}""",
            new JsonObject(result["earned"]!.AsObject().OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Key, one.Value?.DeepClone()))).ToJsonString());
        Assert.Equal("""["default","001"]""", result["groups"]!.ToJsonString());
        Assert.Equal("Resource not found", result["otherService"]!.GetValue<string>());
        Assert.Equal(("312", 4), (result["summary"]!["trophyLevel"]!.GetValue<string>(), result["summary"]!["tier"]!.GetValue<int>()));
        Assert.Equal(("EmuSilver", "9100000000000000002", 27), (result["profile"]!["onlineId"]!.GetValue<string>(), result["profile"]!["accountId"]!.GetValue<string>(), result["profile"]!["trophySummary"]!["level"]!.GetValue<int>()));
        Assert.Equal(("US", "EmuSilver", "User not found"), (result["region"]!.GetValue<string>(), result["byId"]!.GetValue<string>(), result["nobody"]!.GetValue<string>()));
        Assert.Equal(("availableToPlay", "Emulated Odyssey"), (result["presence"]!["availability"]!.GetValue<string>(), result["presence"]!["gameTitleInfoList"]![0]!["titleName"]!.GetValue<string>()));
        Assert.Equal("""["9100000000000000002","9100000000000000003"]""", result["friends"]!.ToJsonString());
        Assert.Equal(("Not permitted by access control", "9100000000000000001", "Invalid token"), (result["hidden"]!.GetValue<string>(), result["devices"]!.GetValue<string>(), result["badToken"]!.GetValue<string>()));
        Assert.Contains("no host web.np.playstation.com", result["elsewhere"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(result["calls"]!.AsArray().Count - 1, emulator.Log.Events.Count);
        Assert.DoesNotContain(emulator.Log.Events, one => one.Step == "unknown");
    }

    [PeerFact]
    public async Task But_with_a_bad_npsso_not_at_all()
    {
        await using GameAuthEmulator emulator = await StartAsync();

        JsonObject result = await RunAsync(emulator, new JsonObject { ["npsso"] = new string('0', 64) });

        Assert.False(result["ok"]!.GetValue<bool>());
        Assert.Contains("Is your NPSSO code valid?", result["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("login_required: no browser session has this npsso", emulator.Log.Of("psn.authorize").Single().Note);
    }

    /// <summary>It looks at no status, so a refusal is an object of nothing.</summary>
    [PeerFact]
    public async Task And_notices_neither_a_spent_code_nor_a_dead_refresh()
    {
        await using GameAuthEmulator emulator = await StartAsync();

        JsonObject code = await RunAsync(emulator, new JsonObject { ["npsso"] = emulator.Psn.NpssoOf("EmuTrophies") });
        JsonObject refresh = await RunAsync(emulator, new JsonObject { ["refreshToken"] = code["first"]!["refreshToken"]!.GetValue<string>() });

        Assert.Equal(("{}", "{}"), (code["again"]!.ToJsonString(), refresh["refreshed"]!.ToJsonString()));
        Assert.Equal([200, 400], emulator.Log.Of("psn.code").Select(one => one.Status));
        Assert.Equal("invalid_grant: the family is revoked", emulator.Log.Of("psn.refresh").Single().Note);
    }

    [PeerFact]
    public async Task Only_where_no_ids_are_asked_for()
    {
        await using GameAuthEmulator strict = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "psn" } });

        JsonObject result = await RunAsync(strict, new JsonObject { ["npsso"] = strict.Psn.NpssoOf("EmuTrophies") });

        Assert.False(result["ok"]!.GetValue<bool>());
        Assert.Equal(400, strict.Log.Of("psn.authorize").Single().Status);
    }

    private static Task<GameAuthEmulator> StartAsync() =>
        GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "psn" }, Psn = new PsnEmulatorOptions { Lenient = true } });

    private static Task<JsonObject> RunAsync(GameAuthEmulator emulator, JsonObject input)
    {
        input["hosts"] = new JsonObject(emulator.Hosts.Select(host => KeyValuePair.Create<string, JsonNode?>(host.Key, host.Value.AbsoluteUri)));
        return NodeRun.Async("psn.mjs", input);
    }
}
