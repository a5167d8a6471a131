using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;
using GameAuth.Xbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Interop;

/// <summary>The cache that npm prismarine-auth itself wrote, taken over by ours: the format is theirs, and so is the refresh token in it.</summary>
public sealed class Prismarine_auth_s_cache_is_imported
{
    [PeerTheory]
    [InlineData("live")]
    [InlineData("sisu")]
    public async Task And_the_player_is_signed_in_without_a_prompt_while_nothing_is_left_in_the_clear(string flow)
    {
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("""{ "xbox": { "pollInterval": "00:00:01" } }""");
        string cache = Path.Combine(emulator.Home, "cache");
        JsonObject theirs = await NodeRun.Async("prismarine.mjs", new JsonObject
        {
            ["hosts"] = emulator.Map["hosts"]!.DeepClone(), ["flow"] = flow, ["clientId"] = emulator.ClientId, ["cache"] = cache,
            ["relyingParties"] = new JsonArray("http://xboxlive.com"),
        });
        Assert.True(theirs["ok"]!.GetValue<bool>(), theirs.ToJsonString());
        Assert.NotEmpty(Directory.GetFiles(cache));
        int before = emulator.Events().Count;

        await using GameAuthClient ours = await StartAsync(emulator);
        IXboxAuth xbox = ours.Get<IXboxAuth>();
        ImportResult result = await xbox.ImportAsync(XboxImport.FromPrismarine(cache) with { ClientId = emulator.ClientId }, new ImportOptions { RemoveSource = true });
        Assert.Equal(before, emulator.Events().Count);
        Assert.Equal((1, 0, 0), (result.Imported.Count, result.Skipped.Count, result.NotRemoved.Count));
        Assert.Empty(Directory.GetFiles(cache));

        XboxAccount me = await xbox.SignInAsync(XboxSignIn.DeviceCode(new ConsolePrompt()));
        Assert.Equal((result.Imported[0].Account, theirs["tokens"]![0]!["userXUID"]!.GetValue<string>()), (me.Id, me.Xuid));
        Assert.Equal(["device.authenticate", "login.refresh", "sisu.authorize"], new SignatureLedger([.. emulator.Events().Skip(before)]).Steps);
    }

    private static Task<GameAuthClient> StartAsync(EmulatorProcess emulator) => GameAuthClient.CreateAsync(services =>
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.Map["configuration"]!.AsObject().Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value!.ToString())))
            .Build());
        services.AddGameAuth(options =>
        {
            options.ApplicationName = "interop";
            options.AllowLoopbackHttp = true;
        }).UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)]).AddXbox();
    });
}
