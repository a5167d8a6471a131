using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Server.Discord.Tests.World;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server.Discord.Tests;

/// <summary>Events that Discord sends, signed.</summary>
public sealed class WebhookTests(WebhookTests.Fixture fixture) : IClassFixture<WebhookTests.Fixture>
{
    private DiscordWorld World => fixture.World;

    [Fact]
    public async Task A_player_who_unlinks_loses_the_sessions_from_before_and_no_other()
    {
        string user = World.Discord.IdOf("emunova");
        string other = (await World.PostAsync(World.CodeBody("emupixel"))).AccessToken;
        await World.PostAsync(World.CodeBody());
        await World.PostAsync(World.CodeBody());
        World.Clock.ShiftWallClock(TimeSpan.FromSeconds(1));
        DateTimeOffset event1 = World.Clock.GetUtcNow();
        World.Clock.ShiftWallClock(TimeSpan.FromSeconds(1));
        await World.PostAsync(World.CodeBody());
        Assert.Equal((3, 1), (await LiveAsync(user), await LiveAsync(World.Discord.IdOf("emupixel"))));
        Assert.Equal(204, await SendAsync(Deauthorized(user, event1)));
        Assert.Equal((1, 1), (await LiveAsync(user), await LiveAsync(World.Discord.IdOf("emupixel"))));
        Assert.NotEmpty(other);
    }

    [Fact]
    public async Task An_event_counts_once_however_often_it_comes()
    {
        JsonObject body = Deauthorized("111111111111111111", World.Clock.GetUtcNow());
        long before = await EntriesAsync();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(204, await SendAsync(body));
        }

        Assert.Equal(before + 1, await EntriesAsync());
        Assert.Equal(204, await SendAsync(Deauthorized("111111111111111111", World.Clock.GetUtcNow().AddSeconds(1))));
        Assert.Equal(before + 2, await EntriesAsync());
    }

    [Theory]
    [InlineData(nameof(ISessionStore.CountAsync))]
    [InlineData(nameof(ISessionStore.EndAsync))]
    public async Task An_event_that_the_store_did_not_take_is_not_lost(string operation)
    {
        JsonObject body = Deauthorized($"22222222222222222{operation.Length}", World.Clock.GetUtcNow());
        long before = await EntriesAsync();
        (World.Faults.Only, World.Faults.IsDown) = (operation, true);
        Assert.Equal(503, await SendAsync(body));
        World.Faults.IsDown = false;
        Assert.Equal(204, await SendAsync(body));
        Assert.Equal(204, await SendAsync(body));
        Assert.Equal(before + 1, await EntriesAsync());
    }

    [Fact]
    public async Task A_ping_and_every_other_event_are_acknowledged_and_end_nothing()
    {
        long before = await EntriesAsync();
        Assert.Equal(204, await SendAsync(new JsonObject { ["version"] = 1, ["application_id"] = DiscordWorld.Application, ["type"] = 0 }));
        JsonObject other = Deauthorized("333333333333333333", World.Clock.GetUtcNow());
        other["event"]!["type"] = "APPLICATION_AUTHORIZED";
        Assert.Equal(204, await SendAsync(other));
        Assert.Equal(before, await EntriesAsync());
    }

    [Theory]
    [InlineData(-301, 401)]
    [InlineData(-300, 204)]
    [InlineData(300, 204)]
    [InlineData(301, 401)]
    public async Task A_signature_is_good_for_five_minutes(int seconds, int status) =>
        Assert.Equal(status, await SendAsync(Ping(), World.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData(" 1893456000")]
    [InlineData("1893456000 ")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    [InlineData("tomorrow")]
    public async Task A_timestamp_that_is_none_is_refused_though_it_is_signed(string timestamp) => Assert.Equal(401, await SendAsync(Ping(), timestamp));

    [Fact]
    public async Task Of_two_hundred_requests_those_alone_are_taken_that_Discord_has_signed_as_they_are()
    {
        Random random = new(20_300_101);
        int taken = 0;
        long before = await EntriesAsync();
        for (int i = 0; i < 200; i++)
        {
            byte[] body = Encoding.UTF8.GetBytes(Ping($"{i} \u00e9 {random.Next()}").ToJsonString());
            string timestamp = Now();
            byte[] signature = World.Discord.Sign(Message(timestamp, body), i % 8 == 7 ? DiscordWorld.Other : null);
            switch (i % 8)
            {
                case 1:
                    signature[random.Next(64)] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    timestamp = (long.Parse(timestamp, CultureInfo.InvariantCulture) + random.Next(1, 100)).ToString(CultureInfo.InvariantCulture);
                    break;
                case 4:
                    signature = signature[..random.Next(64)];
                    break;
                case 5:
                    body = [.. body, (byte)' '];
                    break;
                case 6:
                    signature = random.Next(2) == 0 ? new byte[64] : [.. signature[32..], .. signature[..32]];
                    break;
                default:
                    break;
            }

            bool isRight = i % 8 == 0;
            string hex = isRight && random.Next(2) == 0 ? Convert.ToHexString(signature) : Convert.ToHexStringLower(signature);
            Assert.Equal(isRight ? 204 : 401, await PostAsync(body, timestamp, hex));
            taken += isRight ? 1 : 0;
        }

        Assert.Equal((25, before), (taken, await EntriesAsync()));
    }

    [Fact]
    public async Task What_is_signed_and_has_another_form_is_refused_and_ends_nothing()
    {
        long before = await EntriesAsync();
        string now = World.Clock.GetUtcNow().ToString("o", CultureInfo.InvariantCulture);
        string app = $"\"application_id\":\"{DiscordWorld.Application}\"";
        string data = "\"data\":{\"user\":{\"id\":\"444444444444444444\"}}";
        string[] bodies =
        [
            "", "null", "[]", "{", "{}", "1", $"{{{app}}}", $"{{{app},\"type\":2}}", $"{{{app},\"type\":\"0\"}}", $"{{{app},\"type\":1}}", $"{{{app},\"type\":1,\"event\":[]}}", $"{{{app},\"type\":1,\"event\":{{}}}}",
            $"{{\"application_id\":\"{DiscordWorld.Other}\",\"type\":0}}", $"{{\"application_id\":{DiscordWorld.Application},\"type\":0}}", $"{{{app},{app},\"type\":0}}",
            $"{{{app},\"type\":1,\"event\":{{\"type\":\"APPLICATION_DEAUTHORIZED\",\"timestamp\":\"{now}\"}}}}",
            $"{{{app},\"type\":1,\"event\":{{\"type\":\"APPLICATION_DEAUTHORIZED\",\"timestamp\":\"soon\",{data}}}}}",
            $"{{{app},\"type\":1,\"event\":{{\"type\":\"APPLICATION_DEAUTHORIZED\",{data}}}}}",
            $"{{{app},\"type\":1,\"event\":{{\"type\":\"APPLICATION_DEAUTHORIZED\",\"timestamp\":\"{now}\",\"data\":{{\"user\":{{\"id\":444444444444444444}}}}}}}}",
            $"{{{app},\"type\":1,\"event\":{{\"type\":\"APPLICATION_DEAUTHORIZED\",\"timestamp\":\"{now}\",\"data\":{{\"user\":{{\"id\":\"me\"}}}}}}}}",
            $"{{{app},\"type\":1,\"event\":{{\"type\":\"APPLICATION_DEAUTHORIZED\",\"timestamp\":\"{now}\",\"data\":{{\"user\":{{\"id\":\"\\ud800\"}}}}}}}}",
        ];
        foreach (string body in bodies)
        {
            Assert.Equal(400, await PostAsync(Encoding.UTF8.GetBytes(body), Now()));
        }

        Assert.Equal(400, await PostAsync([0xff, 0xfe], Now()));
        Assert.Equal(413, await PostAsync(new byte[(64 * 1024) + 1], Now(), new string('0', 128)));
        Assert.Equal(before, await EntriesAsync());
    }

    [Theory]
    [InlineData(false, 401)]
    [InlineData(true, 408)]
    public async Task What_breaks_before_anybody_has_signed_is_no_error_of_the_server(bool hasSignature, int status)
    {
        int errors = World.Logs.Lines.Count(static line => line.StartsWith("Error", StringComparison.Ordinal));
        HttpContext answered = await World.SendAsync(context =>
        {
            (context.Request.Method, context.Request.Scheme, context.Request.Host, context.Request.Path) = ("POST", "https", new HostString("auth.example.test"), DiscordWorld.Events);
            context.Request.Headers["X-Signature-Timestamp"] = Now();
            context.Request.Headers["X-Signature-Ed25519"] = hasSignature ? new string('0', 128) : "none";
            context.Request.Body = new BrokenBody();
        });
        Assert.Equal(status, answered.Response.StatusCode);
        Assert.Equal(errors, World.Logs.Lines.Count(static line => line.StartsWith("Error", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("X-Signature-Timestamp")]
    [InlineData("X-Signature-Ed25519")]
    public async Task A_signature_that_comes_twice_is_none(string twice)
    {
        byte[] body = Encoding.UTF8.GetBytes(Ping().ToJsonString());
        (string Name, string Value)[] headers = [("X-Signature-Timestamp", Now()), ("X-Signature-Ed25519", Convert.ToHexStringLower(World.Discord.Sign(Message(Now(), body))))];
        Assert.Equal(204, (int)(await World.PostAsync(DiscordWorld.Events, new ByteArrayContent(body), headers)).Status);
        Assert.Equal(401, (int)(await World.PostAsync(DiscordWorld.Events, new ByteArrayContent(body), [.. headers, headers.Single(one => one.Name == twice)])).Status);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up_before_Discord_gives_up()
    {
        TaskCompletionSource reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<HttpContext> answering = World.SendAsync(context =>
        {
            (context.Request.Method, context.Request.Scheme, context.Request.Host, context.Request.Path) = ("POST", "https", new HostString("auth.example.test"), DiscordWorld.Events);
            context.Request.Headers["X-Signature-Timestamp"] = Now();
            context.Request.Headers["X-Signature-Ed25519"] = new string('0', 128);
            context.Request.Body = new SilentBody(reading);
        });
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(30));
        World.Clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal(408, (await answering.WaitAsync(TimeSpan.FromSeconds(30))).Response.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_the_address_is_not_mapped_and_the_start_says_why()
    {
        GameAuthConfigurationException failure = await Assert.ThrowsAsync<GameAuthConfigurationException>(static () => DiscordWorld.StartAsync(static options => options.PublicKey = null));
        Assert.Contains("PublicKey", failure.Message, StringComparison.Ordinal);
    }

    private static JsonObject Ping(string note = "") => new() { ["version"] = 1, ["application_id"] = DiscordWorld.Application, ["type"] = 0, ["note"] = note };

    // The time has no offset: Discord's own example has none.
    private static JsonObject Deauthorized(string user, DateTimeOffset at) => new()
    {
        ["version"] = 1,
        ["application_id"] = DiscordWorld.Application,
        ["type"] = 1,
        ["event"] = new JsonObject
        {
            ["type"] = "APPLICATION_DEAUTHORIZED",
            ["timestamp"] = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            ["data"] = new JsonObject { ["user"] = new JsonObject { ["id"] = user, ["username"] = "somebody" } },
        },
    };

    private static byte[] Message(string timestamp, byte[] body) => [.. Encoding.ASCII.GetBytes(timestamp), .. body];

    private string Now() => World.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private Task<int> SendAsync(JsonObject body, string? timestamp = null) => PostAsync(Encoding.UTF8.GetBytes(body.ToJsonString()), timestamp ?? Now());

    private async Task<int> PostAsync(byte[] body, string timestamp, string? signature = null)
    {
        signature ??= Convert.ToHexStringLower(World.Discord.Sign(Message(timestamp, body)));
        Answer answer = await World.PostAsync(DiscordWorld.Events, new ByteArrayContent(body), ("X-Signature-Ed25519", signature), ("X-Signature-Timestamp", timestamp));
        Assert.Equal("", answer.Text);
        return (int)answer.Status;
    }

    private async Task<int> LiveAsync(string user) =>
        (await World.Memory.ListFamiliesAsync(user, 100, default)).Count(static family => family.Status == FamilyStatus.Active);

    private async Task<long> EntriesAsync() => (await World.Memory.ReadRevocationsAsync(0, 10_000, default)).Entries.Count;

    private sealed class BrokenBody : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The connection was lost.");
    }

    private sealed class SilentBody(TaskCompletionSource reading) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            reading.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public DiscordWorld World { get; private set; } = null!;

        public async Task InitializeAsync() => World = await DiscordWorld.StartAsync();

        public Task DisposeAsync() => World.DisposeAsync().AsTask();
    }
}
