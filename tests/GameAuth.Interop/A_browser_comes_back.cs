using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>A client in another language signs in by SISU with a browser, and listens on loopback for its return.</summary>
public sealed class A_browser_comes_back
{
    [PeerFact]
    public async Task With_a_code_that_the_verifier_redeems()
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("{}");

        JsonObject result = await RunAsync(emulator);

        Assert.Equal("""{"ok":true,"sameState":true,"declined":null,"tokenError":null,"sisu":200,"gamertag":"EmuPlayer1"}""", result.ToJsonString());
        SignatureLedger ledger = new(emulator.Events());
        Assert.Equal(["device.authenticate", "sisu.authenticate", "login.authorize", "login.code", "sisu.authorize"], ledger.Steps);
        Assert.Equal(3, ledger.Verdicts.Count);
        Assert.All(ledger.Verdicts, one => Assert.Equal("verified", one.Value));
    }

    [PeerFact]
    public async Task With_a_code_that_another_verifier_does_not_redeem()
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("{}");

        JsonObject result = await RunAsync(emulator, verifier: new string('a', 43));

        Assert.Equal("""{"ok":true,"sameState":true,"declined":null,"tokenError":"invalid_grant"}""", result.ToJsonString());
    }

    [PeerFact]
    public async Task With_an_error_when_the_player_declined()
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("""{ "signIns": [ { "decision": "decline" } ] }""");

        JsonObject result = await RunAsync(emulator);

        Assert.Equal("""{"ok":true,"sameState":true,"declined":"access_denied","tokenError":"invalid_request"}""", result.ToJsonString());
    }

    private static Task<JsonObject> RunAsync(EmulatorProcess emulator, string? verifier = null) => NodeRun.Async("browser.mjs", new JsonObject
    {
        ["hosts"] = emulator.Map["hosts"]!.DeepClone(), ["clientId"] = emulator.ClientId, ["titleId"] = "1900000001", ["verifier"] = verifier,
    });
}
