using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>npm @xboxreplay/xboxlive-auth replays one recorded device request, and signs nothing else.</summary>
public sealed class Xboxlive_auth_is_answered
{
    [PeerFact]
    public async Task With_a_device_token_for_its_recorded_signature_while_age_does_not_matter()
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("{}");

        JsonObject result = await DeviceAsync(emulator);

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal("verified", emulator.Events().Single()["signature"]!.GetValue<string>());
    }

    [PeerFact]
    public async Task With_a_refusal_of_its_recorded_signature_once_age_matters()
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("""{ "xbox": { "freshness": { "device": "00:04:00" } } }""");

        JsonObject result = await DeviceAsync(emulator);

        Assert.False(result["ok"]!.GetValue<bool>());
        JsonObject refusal = emulator.Events().Single();
        Assert.Equal("stale", refusal["signature"]!.GetValue<string>());
        Assert.Equal(403, refusal["status"]!.GetValue<int>());
    }

    private static Task<JsonObject> DeviceAsync(EmulatorProcess emulator) =>
        NodeRun.Async("xboxreplay.mjs", new JsonObject { ["hosts"] = emulator.Map["hosts"]!.DeepClone() });
}
