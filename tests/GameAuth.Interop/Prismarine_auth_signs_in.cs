using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>npm prismarine-auth against the emulator in a process of its own: a client that nobody here wrote.</summary>
public sealed class Prismarine_auth_signs_in
{
    private const string Quick = """{ "xbox": { "pollInterval": "00:00:01" } }""";

    private const string QuickSisuOnly =
        """{ "xbox": { "pollInterval": "00:00:01", "clientId": "sisu-only-client", "sisuOnlyClientIds": [ "sisu-only-client" ] } }""";

    [PeerFact]
    public async Task By_sisu()
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync(Quick);

        JsonObject result = await SignInAsync(emulator, "sisu", "http://xboxlive.com");

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        SignatureLedger ledger = new(emulator.Events());
        Assert.Equal(["login.connect", "login.poll", "login.poll", "device.authenticate", "sisu.authorize"], ledger.Steps);
        Assert.Equal(2, ledger.Verdicts.Count);
        Assert.All(ledger.Verdicts, one => Assert.Equal("verified", one.Value));
        Assert.Equal(HttpStatusCode.OK, await XboxProfile.ReadAsync(emulator, result["tokens"]![0]!));
    }

    [PeerFact]
    public async Task By_user_device_and_title_token()
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync(Quick);

        JsonObject result = await SignInAsync(emulator, "live", "http://xboxlive.com", "rp://api.minecraftservices.com/");

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        SignatureLedger ledger = new(emulator.Events());
        Assert.Equal(["user.authenticate", "device.authenticate", "title.authenticate", "xsts.authorize"], ledger.Steps.Skip(3).Take(4));
        Assert.Equal("xsts.authorize", ledger.Steps[^1]);
        Assert.Equal(5, ledger.Verdicts.Count);
        Assert.All(ledger.Verdicts, one => Assert.Equal("verified", one.Value));
        Assert.Equal(HttpStatusCode.OK, await XboxProfile.ReadAsync(emulator, result["tokens"]![0]!));
        Assert.Equal(HttpStatusCode.Unauthorized, await XboxProfile.ReadAsync(emulator, result["tokens"]![1]!));
    }

    [PeerFact]
    public async Task But_not_by_title_token_when_its_client_may_only_use_sisu()
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync(QuickSisuOnly);

        JsonObject result = await SignInAsync(emulator, "live", "http://xboxlive.com");

        Assert.False(result["ok"]!.GetValue<bool>());
        JsonObject refused = emulator.Events()[^1];
        Assert.Equal("title.authenticate", refused["step"]!.GetValue<string>());
        Assert.Equal(403, refused["status"]!.GetValue<int>());
        Assert.Equal("verified", refused["signature"]!.GetValue<string>());
    }

    private static Task<JsonObject> SignInAsync(EmulatorProcess emulator, string flow, params string[] relyingParties) =>
        NodeRun.Async("prismarine.mjs", new JsonObject
        {
            ["hosts"] = emulator.Map["hosts"]!.DeepClone(),
            ["flow"] = flow,
            ["clientId"] = emulator.ClientId,
            ["cache"] = Path.Combine(emulator.Home, "cache"),
            ["relyingParties"] = new JsonArray([.. relyingParties.Select(one => JsonValue.Create(one))]),
        });
}
