using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>
/// npm prismarine-auth keeps its device token over a restart, but not the key that the token is bound to: a first process signs in and
/// ends, a second one begins with the cache of the first.
/// </summary>
public sealed class Prismarine_auth_starts_again
{
    private const string First = "http://accounts.xboxlive.com";
    private const string Second = "http://xboxlive.com";

    [PeerTheory]
    [InlineData("live")]
    [InlineData("sisu")]
    public async Task And_is_refused_where_the_old_device_token_meets_the_new_key(string flow)
    {
        await using EmulatorProcess emulator = await StartAsync("strict");
        int before = await EndOfTheFirstAsync(emulator, flow);

        JsonObject result = await RunAsync(emulator, flow, Second);

        Assert.False(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        JsonObject[] events = [.. emulator.Events().Skip(before)];
        Assert.All(events, one => Assert.Contains(StepOf(one), new[] { "login.refresh", "xsts.authorize" }));
        JsonObject[] refused = [.. events.Where(one => StepOf(one) == "xsts.authorize")];
        Assert.NotEmpty(refused);
        Assert.All(refused, one =>
        {
            Assert.Equal((403, "bad"), (one["status"]!.GetValue<int>(), one["signature"]!.GetValue<string>()));
            Assert.Equal("the proof key is not the one that the device token is bound to", one["signatureDetail"]!.GetValue<string>());
            Assert.Contains(DeviceTokenOf(emulator), one["spent"]!.AsArray().Select(token => token!.GetValue<string>()));
        });
    }

    [PeerTheory]
    [InlineData("live")]
    [InlineData("sisu")]
    public async Task And_is_let_in_where_the_device_key_is_lenient(string flow)
    {
        await using EmulatorProcess emulator = await StartAsync("lenient");
        int before = await EndOfTheFirstAsync(emulator, flow);

        JsonObject result = await RunAsync(emulator, flow, Second);

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        JsonObject taken = emulator.Events()[^1];
        Assert.DoesNotContain("device.authenticate", emulator.Events().Skip(before).Select(StepOf));
        Assert.Equal(("xsts.authorize", "verified"), (StepOf(taken), taken["signature"]!.GetValue<string>()));
        Assert.Contains("lenient", taken["note"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(DeviceTokenOf(emulator), taken["spent"]!.AsArray().Select(token => token!.GetValue<string>()));
        Assert.NotEqual(DeviceEventOf(emulator)["keyThumbprint"]!.GetValue<string>(), taken["keyThumbprint"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, await XboxProfile.ReadAsync(emulator, result["tokens"]![0]!));
    }

    private static Task<EmulatorProcess> StartAsync(string deviceKey) =>
        EmulatorProcess.StartAsync($$"""{ "xbox": { "pollInterval": "00:00:01", "deviceKey": "{{deviceKey}}" } }""");

    /// <summary>Lets the first process sign in and end; returns how many events there are then.</summary>
    private static async Task<int> EndOfTheFirstAsync(EmulatorProcess emulator, string flow)
    {
        JsonObject result = await RunAsync(emulator, flow, First);
        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(emulator.Home, "cache")));
        return emulator.Events().Count;
    }

    private static Task<JsonObject> RunAsync(EmulatorProcess emulator, string flow, string relyingParty) =>
        NodeRun.Async("prismarine.mjs", new JsonObject
        {
            ["hosts"] = emulator.Map["hosts"]!.DeepClone(), ["flow"] = flow, ["clientId"] = emulator.ClientId,
            ["cache"] = Path.Combine(emulator.Home, "cache"), ["relyingParties"] = new JsonArray(relyingParty),
        });

    private static string StepOf(JsonObject one) => one["step"]!.GetValue<string>();

    private static JsonObject DeviceEventOf(EmulatorProcess emulator) => emulator.Events().Single(one => StepOf(one) == "device.authenticate");

    private static string DeviceTokenOf(EmulatorProcess emulator) => DeviceEventOf(emulator)["issued"]![0]!.GetValue<string>();
}
