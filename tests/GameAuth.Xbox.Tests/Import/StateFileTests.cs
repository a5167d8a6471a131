using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests;

public sealed class StateFileTests
{
    private const string DeviceId = "00000000-1111-4222-8333-444444444444";
    private const string Serial = "55555555-6666-4777-8888-999999999999";

    public static TheoryData<string> Shapes => ["documented", "documented as PKCS#8", "written"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Either_shape_is_taken_over_with_the_device_that_the_service_knows(string shape)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        using ForeignProgram plugin = new(world);
        using ForeignKey key = new();
        SentRequests sent = [];
        string path = await plugin.WriteAsync("state.json", State(shape, await plugin.SignInAsync(), key));
        IHost host = await world.StartApplicationAsync(app =>
            app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(() => new SentRequestsHandler(sent)));
        IXboxAuth xbox = host.Services.GetRequiredService<IXboxAuth>();
        ImportResult result = await xbox.ImportAsync(XboxImport.FromStateFile(path));
        Assert.True(result.DeviceTaken);
        Assert.Empty(sent);
        XboxAccount me = (await xbox.FindAsync(Assert.Single(result.Imported).Account))!;
        Assert.Equal(("SyntheticTag", (string?)null), (me.Gamertag, me.Xuid));

        await me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        JsonNode device = JsonNode.Parse(sent.Single(one => one.Request.RequestUri!.AbsolutePath == "/device/authenticate").Body)!["Properties"]!;
        Assert.Equal($"{{{DeviceId}}}", device["Id"]!.GetValue<string>());
        Assert.Equal(shape == "written" ? $"{{{Serial}}}" : "123456789", device["SerialNumber"]!.GetValue<string>());
        Assert.Equal(key.X, device["ProofKey"]!["x"]!.GetValue<string>());
        Assert.Equal(1, world.Count("login.refresh"));
        Assert.Equal(0, world.Prompt.Asked);
    }

    [Fact]
    public async Task A_device_that_is_there_is_kept()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(XboxWorld.TwoPlayers);
        using ForeignProgram plugin = new(world);
        using ForeignKey key = new();
        IXboxAuth xbox = await world.OpenAsync();
        await world.SignInAsync(xbox);
        string path = await plugin.WriteAsync("state.json", State("written", await plugin.SignInAsync(), key));
        ImportResult result = await xbox.ImportAsync(XboxImport.FromStateFile(path));
        Assert.False(result.DeviceTaken);
        Assert.Single(result.Imported);
    }

    [Fact]
    public async Task The_copies_that_OBS_keeps_go_with_the_file()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        using ForeignProgram plugin = new(world);
        using ForeignKey key = new();
        string path = await plugin.WriteAsync("achievements-tracker-state.json", State("written", "M.C000_SYN.synthetic-refresh-token", key));
        await plugin.WriteAsync("achievements-tracker-state.json.bak", "an older one");
        await plugin.WriteAsync("achievements-tracker-state.json.tmp", "half of o");
        ImportResult result = await (await world.OpenAsync()).ImportAsync(XboxImport.FromStateFile(Path.GetDirectoryName(path)!), new ImportOptions { RemoveSource = true });
        Assert.Empty(result.NotRemoved);
        Assert.Empty(Directory.GetFiles(plugin.Home));
    }

    [Fact]
    public async Task What_the_plugin_s_sign_out_leaves_is_a_device_without_a_sign_in()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        using ForeignProgram plugin = new(world);
        using ForeignKey key = new();
        string path = await plugin.WriteAsync("state.json", State("written", "", key));
        ImportResult result = await (await world.OpenAsync()).ImportAsync(XboxImport.FromStateFile(path));
        Assert.Equal((true, ImportSkipReason.NoGrant), (result.DeviceTaken, Assert.Single(result.Skipped).Reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nc3ludGhldGlj\n-----END EC PRIVATE KEY-----")]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"AAAA","y":"AAAA","d":"AAAA"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"!","y":"AAAA","d":"AAAA"}""")]
    [InlineData("""{"kty":["EC"]}""")]
    [InlineData("no key at all")]
    [InlineData("a foreign private part")]
    [InlineData("a curve in numbers")]
    public async Task A_sign_in_is_taken_over_without_a_key_that_is_none(string keys)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        using ForeignProgram plugin = new(world);
        using ForeignKey key = new();
        JsonObject state = State("written", "M.C000_SYN.synthetic-refresh-token", key);
        state["device_keys"] = keys switch
        {
            "a foreign private part" => key.JwkWith([.. Enumerable.Repeat((byte)7, 32)]),
            "a curve in numbers" => key.ExplicitPem,
            _ => keys,
        };
        ImportResult result = await (await world.OpenAsync()).ImportAsync(XboxImport.FromStateFile(await plugin.WriteAsync("state.json", state)));
        Assert.False(result.DeviceTaken);
        Assert.Single(result.Imported);
    }

    private static JsonObject State(string shape, string refreshToken, ForeignKey key) => shape == "written"
        ? new JsonObject
        {
            ["device_uuid"] = DeviceId, ["device_serial_number"] = Serial, ["device_keys"] = key.Jwk, ["device_token"] = "synthetic-device-token",
            ["device_code"] = "synthetic-code", ["user_access_token"] = "synthetic-access-token", ["user_access_token_expiry"] = 1700000000,
            ["user_refresh_token"] = refreshToken, ["sisu_token"] = "synthetic-sisu", ["xbox_gamertag"] = "SyntheticTag", ["xbox_id"] = "2814600000009999",
            ["xbox_uhs"] = "1", ["xbox_token"] = "synthetic-xsts", ["xbox_token_expiry"] = "x", ["source_gamerscore_size"] = 48,
        }
        : new JsonObject
        {
            ["device_uuid"] = DeviceId, ["device_serial"] = "123456789",
            ["device_private_key"] = shape.EndsWith("PKCS#8", StringComparison.Ordinal) ? key.Pkcs8Pem : key.Sec1Pem,
            ["microsoft_access_token"] = "synthetic-access-token", ["microsoft_refresh_token"] = refreshToken, ["device_token"] = "synthetic-device-token",
            ["device_token_expires"] = "2024-01-15T00:00:00.0000000Z", ["xsts_token"] = "synthetic-xsts", ["xsts_token_expires"] = "2024-01-02T00:00:00.0000000Z",
            ["gamertag"] = "SyntheticTag", ["xuid"] = "2814600000009999", ["user_hash"] = "1",
        };
}
