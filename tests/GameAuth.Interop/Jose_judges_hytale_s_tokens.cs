using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>
/// npm jose verifies what the emulator signs, and refuses what it forges on request; a client in another language, written from the
/// official guide's facts, signs in by device code and keeps a game session.
/// </summary>
public sealed class Jose_judges_hytale_s_tokens
{
    [PeerFact]
    public async Task Of_a_whole_sign_in()
    {
        await using GameAuthEmulator emulator = await StartAsync();
        emulator.Faults.Add(Fault.SlowDown() with { At = "hytale.poll", From = 2 });

        JsonObject result = await RunAsync(emulator, new JsonObject { ["signIn"] = true });

        EmulatedHytaleAccount account = EmulatedHytaleAccount.Default;
        Assert.Equal(3, result["polls"]!.GetValue<int>());
        Assert.Equal($$"""{"subject":"{{account.Owner}}","scopes":["openid","offline","auth:server"],"audience":[]}""", result["access"]!.ToJsonString());
        Assert.Equal(account.Owner, result["owner"]!.GetValue<string>());
        Assert.Equal($$"""{"subject":"{{account.Profiles[0].Uuid}}","name":"EmuRanger","expires":true}""", result["session"]!.ToJsonString());
        Assert.Equal(("403 invalid token", 204), (result["stale"]!.GetValue<string>(), result["ended"]!.GetValue<int>()));
        Assert.Equal((true, "400 invalid_grant"), (result["rotated"]!.GetValue<bool>(), result["reused"]!.GetValue<string>()));
        Assert.Empty(emulator.Hytale.Sessions);
    }

    [PeerFact]
    public async Task Made_to_order_good_and_hostile()
    {
        await using GameAuthEmulator emulator = await StartAsync();
        string before = emulator.Hytale.IssueToken();
        emulator.Hytale.RotateKeys();
        JsonArray accepted = [before, emulator.Hytale.IssueToken(new HytaleTokenRequest { Kind = HytaleTokenKind.ServerAccess, Profile = "EmuMiner" })];
        JsonArray refused = [.. Hostile().Select(one => new JsonArray(one.Name, emulator.Hytale.IssueToken(one.Request)))];

        JsonObject result = await RunAsync(emulator, new JsonObject { ["accepted"] = accepted, ["refused"] = refused });

        Assert.Equal(EmulatedHytaleAccount.Default.Profiles.Select(profile => profile.Uuid), result["accepted"]!.AsArray().Select(one => one!.GetValue<string>()));
        JsonObject verdicts = result["refused"]!.AsObject();
        Assert.Equal(Hostile().Select(one => $"{one.Name}: {one.Verdict}"), verdicts.Select(one => $"{one.Key}: {one.Value}"));
    }

    private static IEnumerable<(string Name, HytaleTokenRequest Request, string Verdict)> Hostile()
    {
        const string Bad = "ERR_JWS_SIGNATURE_VERIFICATION_FAILED";
        yield return ("flipped", new HytaleTokenRequest { Signature = HytaleSignature.Flipped }, Bad);
        yield return ("other key", new HytaleTokenRequest { Signature = HytaleSignature.OtherKey }, Bad);
        yield return ("other claims", new HytaleTokenRequest { Signature = HytaleSignature.OtherClaims }, Bad);
        yield return ("large S", new HytaleTokenRequest { Signature = HytaleSignature.LargeS }, Bad);
        yield return ("none", new HytaleTokenRequest { Signature = HytaleSignature.None }, "ERR_JOSE_ALG_NOT_ALLOWED");
        yield return ("hmac", new HytaleTokenRequest { Signature = HytaleSignature.HmacWithPublicKey }, "ERR_JOSE_ALG_NOT_ALLOWED");
        yield return ("expired", new HytaleTokenRequest { ExpiresIn = TimeSpan.FromSeconds(-10) }, "ERR_JWT_EXPIRED");
        yield return ("early", new HytaleTokenRequest { NotBeforeIn = TimeSpan.FromMinutes(10) }, "ERR_JWT_CLAIM_VALIDATION_FAILED");
        yield return ("unknown kid", new HytaleTokenRequest { Header = new JsonObject { ["kid"] = "nobody" } }, "ERR_JWKS_NO_MATCHING_KEY");
        yield return ("other issuer", new HytaleTokenRequest { Claims = new JsonObject { ["iss"] = "https://evil.example" } }, "ERR_JWT_CLAIM_VALIDATION_FAILED");
        yield return ("critical", new HytaleTokenRequest { Header = new JsonObject { ["crit"] = new JsonArray("emu"), ["emu"] = 1 } }, "ERR_JOSE_NOT_SUPPORTED");
    }

    private static Task<GameAuthEmulator> StartAsync()
    {
        EmulatorOptions options = new() { Providers = { "hytale" } };
        options.Hytale.PollInterval = TimeSpan.FromSeconds(1);
        return GameAuthEmulator.StartAsync(options);
    }

    private static async Task<JsonObject> RunAsync(GameAuthEmulator emulator, JsonObject input)
    {
        input["hosts"] = new JsonObject(emulator.Hosts.Select(host => KeyValuePair.Create<string, JsonNode?>(host.Key, host.Value.AbsoluteUri)));
        input["clientId"] = emulator.Configuration["GameAuth:Hytale:ClientId"];
        JsonObject result = await NodeRun.Async("hytale.mjs", input);
        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        return result;
    }
}
