using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using GameAuth.Server.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Realtime;

/// <summary>Who gets in: the origin, the first frame, the challenge, and the key.</summary>
public sealed class RealtimeAuthenticationTests
{
    private const string Https = "https://auth.example.test/realtime";

    private static async Task<string> UpgradeAsync(RoomWorld world, string address = RealtimeClient.Address, Action<HttpRequest>? configure = null)
    {
        try
        {
            await using RealtimeClient client = new(await world.Node.OpenSocketAsync(address, configure));
            return "open";
        }
        catch (InvalidOperationException refused)
        {
            // The test host says the status alone.
            return refused.Message.Split(": ")[^1];
        }
    }

    [Fact]
    public async Task Section_4_2_The_origin_is_one_of_the_list_or_there_is_none()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        foreach ((string? origin, string said) in ((string?, string)[])[(ServerWorld.Page, "open"), (ServerWorld.Issuer, "open"), (null, "open"), ("https://evil.example.test", "403"), ("null", "403"), (ServerWorld.Page + ".evil.test", "403")])
        {
            Assert.Equal((origin, said), (origin, await UpgradeAsync(world, configure: request => request.Headers.Origin = origin)));
        }

        Assert.Equal("403", await UpgradeAsync(world, configure: static request => request.Headers.Origin = new([ServerWorld.Page, ServerWorld.Page])));
        Assert.Equal("403", await UpgradeAsync(world, "ws://auth.example.test/realtime", static request => request.Headers.Origin = ServerWorld.Page));
    }

    [Fact]
    public async Task A_token_in_the_address_is_refused_and_so_is_what_is_no_websocket()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        string token = await world.SignInAsync();
        Assert.Equal("400", await UpgradeAsync(world, $"{RealtimeClient.Address}?access_token={token}"));
        Answer answer = await world.Client.GetAsync("/realtime");
        Assert.Equal((400, "invalid_request"), ((int)answer.Status, answer.Error));

        // A token in a header is not looked at: the first frame has it.
        await using RealtimeClient client = new(await world.Node.OpenSocketAsync(RealtimeClient.Address, request => (request.Headers.Origin, request.Headers.Authorization) = (ServerWorld.Page, $"Bearer {token}")));
        await client.SendAsync(new { type = "join", room = "lobby" });
        Assert.Equal("invalid_request 4400 invalid_request", await client.EndAsync());
    }

    [Fact]
    public async Task A_client_without_an_origin_proves_its_key_or_is_refused()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        await using RealtimeClient bare = await RealtimeClient.OpenAsync(world.Node, origin: "");
        await bare.SendAsync(new { type = "authenticate", access_token = await world.SignInAsync() });
        Assert.Equal("origin_forbidden 4403 forbidden", await bare.EndAsync());

        Prover prover = new(world.Node);
        string token = (await prover.SignInAsync()).AccessToken;
        await using RealtimeClient client = await RealtimeClient.OpenAsync(world.Node, origin: "");
        await client.SendAsync(new { type = "authenticate", access_token = token });
        JsonElement challenge = await client.ReceiveAsync("challenge");
        Assert.Equal("dpop", challenge.Text("proof"));
        await client.SendAsync(new { type = "proof", dpop = prover.Write(Https, "GET", token, challenge.Text("nonce")) });
        await client.ReceiveAsync("authenticated");
        await client.SendAsync(new { type = "join", room = "lobby" });
        await client.ReceiveAsync("joined");
    }

    [Fact]
    public async Task A_bound_access_token_joins_by_the_proof_of_the_challenge()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync(options: static options => options.BindAccessTokens = true);
        await using RoomWorld dispose = world;
        Prover prover = new(world.Node);
        string token = (await prover.SignInAsync()).AccessToken;
        await using RealtimeClient client = await RealtimeClient.OpenAsync(world.Node);
        await client.SendAsync(new { type = "authenticate", access_token = token });
        await client.SendAsync(new { type = "proof", dpop = prover.Write(Https, "GET", token, (await client.ReceiveAsync("challenge")).Text("nonce")) });
        await client.ReceiveAsync("authenticated");
        await client.SendAsync(new { type = "join", room = "lobby" });
        await client.ReceiveAsync("joined");
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("other key")]
    [InlineData("other nonce")]
    [InlineData("no nonce")]
    [InlineData("other token")]
    [InlineData("no token")]
    [InlineData("POST")]
    [InlineData("other address")]
    [InlineData("junk")]
    public async Task A_bound_session_is_opened_by_nothing_but_its_key(string wrong)
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        Prover prover = new(world.Node);
        string token = (await prover.SignInAsync()).AccessToken;
        string otherToken = await world.SignInAsync("bob");
        await using RealtimeClient client = await RealtimeClient.OpenAsync(world.Node);
        await client.SendAsync(new { type = "authenticate", access_token = token });
        string nonce = (await client.ReceiveAsync("challenge")).Text("nonce");
        prover.Nonce = null;
        await client.SendAsync(wrong switch
        {
            "hash" => new { type = "proof", hash = RealtimeClient.HashOf(nonce, token) },
            _ => (object)new
            {
                type = "proof",
                dpop = wrong switch
                {
                    "other key" => new Prover(world.Node).Write(Https, "GET", token, nonce),
                    "other nonce" => prover.Write(Https, "GET", token, Base64Url.EncodeToString(new byte[32])),
                    "no nonce" => prover.Write(Https, "GET", token),
                    "other token" => prover.Write(Https, "GET", otherToken, nonce),
                    "no token" => prover.Write(Https, "GET", nonce: nonce),
                    "POST" => prover.Write(Https, "POST", token, nonce),
                    "other address" => prover.Write("https://auth.example.test/other", "GET", token, nonce),
                    _ => "junk",
                },
            },
        });
        Assert.Equal("invalid_dpop_proof 4401 token_invalid", await client.EndAsync());
    }

    [Theory]
    [InlineData("nonce alone")]
    [InlineData("token alone")]
    [InlineData("other token")]
    [InlineData("of another challenge")]
    [InlineData("padded")]
    [InlineData("dpop")]
    public async Task A_challenge_is_answered_by_its_nonce_and_its_token(string wrong)
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        string token = await world.SignInAsync();
        await using RealtimeClient other = await RealtimeClient.OpenAsync(world.Node);
        await other.SendAsync(new { type = "authenticate", access_token = token });
        string otherNonce = (await other.ReceiveAsync("challenge")).Text("nonce");
        await using RealtimeClient client = await RealtimeClient.OpenAsync(world.Node);
        await client.SendAsync(new { type = "authenticate", access_token = token });
        string nonce = (await client.ReceiveAsync("challenge")).Text("nonce");
        Assert.NotEqual(otherNonce, nonce);
        await client.SendAsync(wrong == "dpop" ? (object)new { type = "proof", dpop = new Prover(world.Node).Write(Https, "GET", token, nonce) } : new
        {
            type = "proof",
            hash = wrong switch
            {
                "nonce alone" => Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(nonce))),
                "token alone" => Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(token))),
                "other token" => RealtimeClient.HashOf(nonce, await world.SignInAsync()),
                "of another challenge" => RealtimeClient.HashOf(otherNonce, token),
                _ => RealtimeClient.HashOf(nonce, token) + "=",
            },
        });
        Assert.Equal("token_invalid 4401 token_invalid", await client.EndAsync());
    }

    [Fact]
    public async Task A_client_has_5_seconds_for_its_first_frame_and_30_for_its_answer()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        await using RealtimeClient silent = await RealtimeClient.OpenAsync(world.Node);
        await using RealtimeClient unproven = await RealtimeClient.OpenAsync(world.Node);
        await unproven.SendAsync(new { type = "authenticate", access_token = await world.SignInAsync() });
        await unproven.ReceiveAsync("challenge");
        DateTimeOffset opened = world.World.Clock.GetUtcNow();
        foreach ((RealtimeClient client, int seconds) in ((RealtimeClient, int)[])[(silent, 5), (unproven, 30)])
        {
            Task<string> end = client.EndAsync();
            await world.EventuallyAsync(() => end.IsCompleted, TimeSpan.FromMilliseconds(250));
            Assert.Equal("timed_out 4408 timed_out", await end);
            Assert.InRange(world.World.Clock.GetUtcNow() - opened, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds + 5));
        }
    }

    [Fact]
    public async Task A_token_that_is_refused_closes_with_its_own_code()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        string token = await world.SignInAsync();
        string revoked = await world.SignInAsync("bob");
        await Rooms.RoomGateTests.RevokeAsync(world, revoked, RevocationTarget.Subject);
        await world.Node.Follower.CatchUpAsync(default);
        Assert.Equal("token_invalid 4401 token_invalid", await FirstFrameAsync(world, "x"));
        Assert.Equal("token_invalid 4401 token_invalid", await FirstFrameAsync(world, token[..^4] + "AAAA"));
        Assert.Equal("session_revoked 4410 session_revoked", await FirstFrameAsync(world, revoked));
        world.World.Faults.IsDown = true;
        Assert.Equal("temporarily_unavailable 4503 temporarily_unavailable", await FirstFrameAsync(world, token));
        world.World.Faults.IsDown = false;
        await world.Node.AdvanceAsync(TimeSpan.FromMinutes(17));
        Assert.Equal("token_expired 4419 token_expired", await FirstFrameAsync(world, token));
    }

    [Fact]
    public async Task Sockets_are_counted_by_player_by_address_and_while_nobody_is_known()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync(realtime: static options => (options.ConnectionsPerSubject, options.ConnectionsPerAddress, options.UnauthenticatedConnections) = (1, 4, 2));
        await using RoomWorld dispose = world;
        (string ada, string bob) = (await world.SignInAsync(), await world.SignInAsync("bob"));
        RealtimeClient first = await RealtimeClient.ConnectAsync(world.Node, ada);
        await using (RealtimeClient second = await RealtimeClient.OpenAsync(world.Node))
        {
            await second.SendAsync(new { type = "authenticate", access_token = ada });
            await second.SendAsync(new { type = "proof", hash = RealtimeClient.HashOf((await second.ReceiveAsync("challenge")).Text("nonce"), ada) });
            Assert.Equal("rate_limited 4429 rate_limited", await second.EndAsync());
        }

        RealtimeSockets sockets = world.Node.Services.GetRequiredService<RealtimeSockets>();
        await world.EventuallyAsync(() => sockets.Count == 1, TimeSpan.Zero);
        await using RealtimeClient one = await RealtimeClient.OpenAsync(world.Node);
        await using RealtimeClient two = await RealtimeClient.OpenAsync(world.Node);
        Assert.Equal("429", await UpgradeAsync(world, configure: static request => request.Headers.Origin = ServerWorld.Page));
        await one.AuthenticateAsync(bob);
        await using RealtimeClient three = await RealtimeClient.OpenAsync(world.Node);
        await first.DisposeAsync();
        await world.EventuallyAsync(() => sockets.Count == 3, TimeSpan.Zero);
        await three.AuthenticateAsync(ada);
    }

    [Fact]
    public void Addresses_are_counted_and_given_back()
    {
        using RealtimeSockets sockets = new(
            Microsoft.Extensions.Options.Options.Create(new RealtimeOptions { ConnectionsPerAddress = 2, UnauthenticatedConnections = 100 }), new RevocationIndex(null!, TimeSpan.FromSeconds(2), TimeProvider.System), TimeProvider.System);
        System.Net.IPAddress address = System.Net.IPAddress.Parse("192.0.2.1");
        Assert.Null(sockets.Enter(address));
        Assert.Null(sockets.Enter(address));
        Assert.Equal("rate_limited", sockets.Enter(address)?.Code);
        Assert.Null(sockets.Enter(System.Net.IPAddress.Parse("192.0.2.2")));
        sockets.Leave(address, subject: null);
        Assert.Null(sockets.Enter(address));
    }

    [Fact]
    public async Task A_client_that_sends_too_many_frames_is_closed()
    {
        (RoomWorld world, ToyRealtime app) = await RealtimeTests.StartAsync(realtime: static options => options.FramesPerSecond = 5);
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        for (int second = 0; second < 4; second++)
        {
            world.World.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.Node.Follower.TryCatchUpAsync(default);
            for (int i = 0; i < 5; i++)
            {
                await client.SendAsync(new { type = "message", data = i });
                await client.ReceiveAsync("message");
            }
        }

        for (int i = 0; i < 11; i++)
        {
            await client.SendAsync(new { type = "message", data = i });
        }

        Assert.Equal("rate_limited 4429 rate_limited", await client.EndAsync());
        Assert.InRange(app.Log.Count(static line => line.StartsWith("message", StringComparison.Ordinal)), 20, 30);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_closed_and_holds_nobody_up()
    {
        (RoomWorld world, ToyRealtime app) = await RealtimeTests.StartAsync(realtime: static options => options.SendQueue = 8);
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        RealtimeConnection connection = Assert.Single(app.Connections);
        byte[] large = Encoding.UTF8.GetBytes($"\"{new string('x', 60_000)}\"");
        int sent = 0;
        while (connection.TrySend(large))
        {
            Assert.InRange(++sent, 0, 1000);
        }

        Assert.False(connection.TrySend("1"u8));
        Task<string> end = client.EndAsync();
        await world.EventuallyAsync(() => end.IsCompleted, TimeSpan.FromMilliseconds(100));
        Assert.EndsWith("4429 rate_limited", await end, StringComparison.Ordinal);
    }

    private static async Task<string> FirstFrameAsync(RoomWorld world, string token)
    {
        await using RealtimeClient client = await RealtimeClient.OpenAsync(world.Node);
        await client.SendAsync(new { type = "authenticate", access_token = token });
        return await client.EndAsync();
    }
}
