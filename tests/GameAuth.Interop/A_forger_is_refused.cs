using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>A client in another language that first behaves, and then does not.</summary>
public sealed class A_forger_is_refused
{
    [PeerFact]
    public async Task At_every_signature_that_is_forged_stale_or_made_with_another_key()
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("{}");

        JsonObject result = await ForgeAsync(emulator);

        Assert.Equal("""{"device":200,"sisu":200}""", result["accepted"]!.ToJsonString());
        Assert.Equal(9, result["refused"]!.AsObject().Count);
        Assert.All(result["refused"]!.AsObject(), one => Assert.Equal(403, one.Value!.GetValue<int>()));
        Assert.Equal(2, new SignatureLedger(emulator.Events()).Verdicts.Count(one => one.Value == "stale"));
    }

    [PeerFact]
    public async Task At_a_reused_refresh_token_which_takes_its_successor_with_it()
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("{}");

        JsonObject result = await ForgeAsync(emulator);

        Assert.Equal("""{"rotated":200,"reused":"invalid_grant","successor":"invalid_grant"}""", result["refresh"]!.ToJsonString());
    }

    private static async Task<JsonObject> ForgeAsync(EmulatorProcess emulator)
    {
        JsonObject result = await NodeRun.Async("forger.mjs", new JsonObject
        {
            ["hosts"] = emulator.Map["hosts"]!.DeepClone(), ["clientId"] = emulator.ClientId,
        });
        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        return result;
    }
}
