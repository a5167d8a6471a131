using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Jose;
using GameAuth.Server.Discord.Tests.World;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Discord.Tests;

/// <summary>What an Activity adds: the instance that a player is in, and the proxy's signature.</summary>
public sealed class ActivityTests
{
    private const string Instance = "i-1234-gc-5678-9";

    [Fact]
    public async Task Who_is_in_the_instance_gets_its_place_as_claims()
    {
        await using DiscordWorld world = await StartAsync();
        foreach (JsonObject body in new[] { world.CodeBody(), world.TokenBody(), world.SdkBody() })
        {
            body["instance_id"] = Instance;
            JsonElement claims = Jwt.Claims((await world.PostAsync(body)).AccessToken);
            Assert.Equal((Instance, "910000000000000001", "920000000000000001"), (claims.Text("discord_instance_id"), claims.Text("discord_channel_id"), claims.Text("discord_guild_id")));
        }
    }

    [Fact]
    public async Task Who_is_not_in_it_or_names_one_that_does_not_run_is_refused()
    {
        await using DiscordWorld world = await StartAsync();
        world.Discord.SetInstance(new EmulatedDiscordInstance { InstanceId = "i-other", ApplicationId = DiscordWorld.Other, Users = ["emupixel"] });
        foreach (string instance in (string[])[Instance, "i-none", "i-other"])
        {
            JsonObject body = world.CodeBody("emupixel");
            body["instance_id"] = instance;
            Assert.Equal((401, "invalid_discord_auth"), (await world.PostAsync(body)).Outcome);
        }
    }

    [Theory]
    [InlineData("../../users/@me")]
    [InlineData("..")]
    [InlineData("i-1/../2")]
    [InlineData("i-1%2f2")]
    [InlineData("i-1\\r\\nX: y")]
    [InlineData("i-1?x=y")]
    [InlineData("i-1#x")]
    [InlineData("")]
    public async Task An_instance_that_would_be_another_address_is_refused_before_any_call(string instance)
    {
        await using DiscordWorld world = await StartAsync();
        JsonObject body = world.CodeBody();
        body["instance_id"] = instance;
        Assert.Equal((400, "invalid_request"), (await world.PostAsync(body)).Outcome);
        Assert.Equal(0, world.Calls());
    }

    [Fact]
    public async Task Where_an_instance_is_required_an_Activity_names_one_and_a_browser_none()
    {
        await using DiscordWorld world = await StartAsync(static options => options.RequireActivityInstance = true);
        foreach (JsonObject body in new[] { world.CodeBody(), world.TokenBody(), world.SdkBody() })
        {
            Assert.Equal((400, "invalid_request"), (await world.PostAsync(body)).Outcome);
        }

        Assert.Equal(0, world.Calls());
        Assert.Equal(200, (int)(await world.PostAsync(await world.RedirectBodyAsync())).Status);
    }

    [Fact]
    public async Task Without_a_bots_token_no_instance_is_taken()
    {
        await using DiscordWorld world = await StartAsync(static options => options.BotToken = null);
        JsonObject body = world.CodeBody();
        body["instance_id"] = Instance;
        Assert.Equal((400, "invalid_request"), (await world.PostAsync(body)).Outcome);
    }

    [Fact]
    public async Task A_wrong_token_of_the_bot_is_the_servers_fault_and_not_the_players()
    {
        await using DiscordWorld world = await StartAsync(static options => options.BotToken = "another-bot");
        JsonObject body = world.CodeBody();
        body["instance_id"] = Instance;
        Assert.Equal((503, "temporarily_unavailable"), (await world.PostAsync(body)).Outcome);
        Assert.Contains("set GameAuth:Discord:BotToken", world.Logs.Text, StringComparison.Ordinal);
        Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody())).Status);
    }

    [Fact]
    public async Task While_instances_can_not_be_looked_up_no_code_is_used_up_for_nothing()
    {
        await using DiscordWorld world = await StartAsync();
        world.Emulator.Faults.Add(Fault.DiscordRateLimit("discord.instance", TimeSpan.FromSeconds(5)));
        JsonObject first = world.CodeBody();
        first["instance_id"] = Instance;
        Assert.Equal((503, "temporarily_unavailable"), (await world.PostAsync(first)).Outcome);
        JsonObject second = world.CodeBody();
        second["instance_id"] = Instance;
        int calls = world.Calls();
        Assert.Equal((503, "temporarily_unavailable"), (await world.PostAsync(second)).Outcome);
        Assert.Equal(calls, world.Calls());
        Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody())).Status);
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (int)(await world.PostAsync(second)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_Discords_proxy_has_signed_gets_in_whichever_way_the_signature_is_written(bool isHex)
    {
        using Ed25519JwsSigner key = Ed25519JwsSigner.Generate();
        await using DiscordWorld world = await StartAsync(options => Signed(options, key));
        Proxy proxy = new(world, key) { IsHex = isHex };
        Assert.Equal(200, await proxy.StatusAsync(world.CodeBody(), proxy.Payload()));
        Assert.Equal(200, await proxy.StatusAsync(world.TokenBody(), proxy.Payload()));
        Assert.Equal(200, await proxy.StatusAsync(world.SdkBody(), """{"created_at":1893456000,"expires_at":1893456060,"user":{"id":"USER"}}""".Replace("USER", world.Discord.IdOf("emunova"), StringComparison.Ordinal)));
        Assert.Equal(200, await proxy.StatusAsync(world.SdkBody(), """{"created_at":1893456000,"expires_at":1893456060}"""));
        Assert.Equal(200, (int)(await world.PostAsync(await world.RedirectBodyAsync())).Status);
    }

    [Fact]
    public async Task What_it_has_not_signed_or_for_another_or_long_ago_is_refused_before_any_call()
    {
        using Ed25519JwsSigner key = Ed25519JwsSigner.Generate();
        using Ed25519JwsSigner stranger = Ed25519JwsSigner.Generate();
        await using DiscordWorld world = await StartAsync(options => Signed(options, key));
        Proxy proxy = new(world, key);
        string good = proxy.Payload();
        (string Name, string Value)[] right = proxy.Headers(good);
        List<(string Name, string Value)[]> wrong =
        [
            [], right[..2], right[1..], [right[0], right[2]], [.. right, right[0]], [.. right, right[2]],
            new Proxy(world, stranger).Headers(good),
            proxy.Headers(good, timestamp: "1893456001"), proxy.Headers(good, timestamp: "01893456000"), proxy.Headers(good, timestamp: ""),
            [right[0], right[1], ("X-Discord-Proxy-Payload", Convert.ToBase64String(Encoding.UTF8.GetBytes(good + " ")))],
            [right[0], right[1], ("X-Discord-Proxy-Payload", "not base64!")],
            [("X-Signature-Ed25519", Convert.ToBase64String(new byte[63])), right[1], right[2]],
            [("X-Signature-Ed25519", new string('z', 128)), right[1], right[2]],
            proxy.Headers(new string(' ', 9000) + good),
            proxy.Headers("[]"), proxy.Headers("{"), proxy.Headers("null"), proxy.Headers("{}"),
            proxy.Headers("""{"created_at":1893456000}"""),
            proxy.Headers("""{"created_at":"1893456000","expires_at":1893456060}"""),
            proxy.Headers("""{"created_at":1893455000,"expires_at":1893456000}""", timestamp: "1893455000"),
            proxy.Headers("""{"created_at":1893456061,"expires_at":1893456099}""", timestamp: "1893456061"),
            proxy.Headers($$"""{"created_at":1893456000,"expires_at":1893456060,"application_id":"{{DiscordWorld.Other}}"}"""),
        ];
        foreach ((string Name, string Value)[] headers in wrong)
        {
            Answer answer = await world.PostAsync(world.CodeBody(), headers);
            Assert.Equal((401, "invalid_discord_auth"), answer.Outcome);
        }

        Assert.Equal(0, world.Calls());
        JsonObject other = world.CodeBody("emupixel");
        Assert.Equal((401, "invalid_discord_auth"), (await world.PostAsync(other, right)).Outcome);
    }

    private static void Signed(DiscordServerOptions options, Ed25519JwsSigner key)
    {
        using MemoryStream jwk = new();
        using (Utf8JsonWriter writer = new(jwk))
        {
            key.PublicKey.WriteTo(writer);
        }

        using JsonDocument document = JsonDocument.Parse(jwk.ToArray());
        options.RequireProxySignature = true;
        options.PublicKey = Convert.ToHexStringLower(Base64Url.DecodeFromChars(document.RootElement.GetProperty("x").GetString()));
    }

    private static async Task<DiscordWorld> StartAsync(Action<DiscordServerOptions>? options = null)
    {
        DiscordWorld world = await DiscordWorld.StartAsync(options);
        world.Discord.SetInstance(new EmulatedDiscordInstance { InstanceId = Instance, Users = ["emunova"] });
        return world;
    }

    private sealed record Proxy(DiscordWorld World, Ed25519JwsSigner Key)
    {
        public bool IsHex { get; init; }

        public string Payload() => $$"""{"application_id":"{{DiscordWorld.Application}}","user_id":"{{World.Discord.IdOf("emunova")}}","created_at":1893456000,"expires_at":1893456060}""";

        public (string Name, string Value)[] Headers(string payload, string timestamp = "1893456000")
        {
            byte[] bytes = Encoding.UTF8.GetBytes(payload);
            byte[] signature = new byte[Key.SignatureLength];
            Key.Sign(bytes, signature);
            return
            [
                ("X-Signature-Ed25519", IsHex ? Convert.ToHexStringLower(signature) : Convert.ToBase64String(signature)), ("X-Signature-Timestamp", timestamp),
                ("X-Discord-Proxy-Payload", Convert.ToBase64String(bytes)),
            ];
        }

        public async Task<int> StatusAsync(JsonObject body, string payload) => (int)(await World.PostAsync(body, Headers(payload))).Status;
    }
}
