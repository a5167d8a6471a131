using System.Net.WebSockets;
using System.Text.Json;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Realtime;

/// <summary>The socket as a client sees it that does everything right, and what ends it.</summary>
public sealed class RealtimeTests
{
    internal static async Task<(RoomWorld World, ToyRealtime App)> StartAsync(int nodes = 1, Action<RealtimeOptions>? realtime = null, Action<GameAuthServerOptions>? options = null, Action<GameAuthServerBuilder>? server = null)
    {
        ToyRealtime app = new();
        RoomWorld world = await RoomWorld.StartAsync(nodes, options, auth =>
        {
            auth.AddRealtime<ToyRealtime>(realtime);
            auth.Services.AddSingleton<IRealtimeHandler>(app);
            server?.Invoke(auth);
        });
        return (world, app);
    }

    [Fact]
    public async Task A_player_proves_who_he_is_joins_speaks_and_leaves()
    {
        (RoomWorld world, ToyRealtime app) = await StartAsync();
        await using RoomWorld dispose = world;
        string token = await world.SignInAsync();
        await using RealtimeClient client = await RealtimeClient.OpenAsync(world.Node);
        await client.SendAsync(new { type = "authenticate", access_token = token });
        JsonElement challenge = await client.ReceiveAsync("challenge");
        Assert.Equal(("hash", 30), (challenge.Text("proof"), challenge.GetProperty("expires_in").GetInt32()));
        await client.SendAsync(new { type = "proof", hash = RealtimeClient.HashOf(challenge.Text("nonce"), token) });
        JsonElement authenticated = await client.ReceiveAsync("authenticated");
        Assert.Equal(("toy:ada", 900), (authenticated.Text("sub"), authenticated.GetProperty("expires_in").GetInt32()));

        await client.SendAsync(new { type = "join", id = "1", room = "lobby" });
        Assert.Equal("""{"type":"joined","id":"1","room":"lobby","sub":"toy:ada","permissions":["speak"],"occupied":1}""", (await client.ReceiveAsync("joined")).GetRawText());
        await client.SendAsync(new { type = "message", id = "2", room = "lobby", data = new { text = "hello" } });
        Assert.Equal("""{"type":"message","room":"lobby","data":{"text":"hello"}}""", (await client.ReceiveAsync("message")).GetRawText());
        await client.SendAsync(new { type = "message", data = 7 });
        Assert.Equal("""{"type":"message","data":7}""", (await client.ReceiveAsync("message")).GetRawText());
        await client.SendAsync(new { type = "leave", id = "3", room = "lobby" });
        Assert.Equal("""{"type":"left","id":"3","room":"lobby"}""", (await client.ReceiveAsync("left")).GetRawText());
        await client.SendAsync(new { type = "ping" });
        Assert.Equal("""{"type":"pong"}""", (await client.ReceiveAsync("pong")).GetRawText());
        await client.SendAsync(new { type = "ping", id = "4" });
        Assert.Equal("""{"type":"pong","id":"4"}""", (await client.ReceiveAsync("pong")).GetRawText());
        await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
        await world.EventuallyAsync(() => app.Log.Contains("disconnected toy:ada"), TimeSpan.Zero);
        Assert.Equal(["connected toy:ada", "joined lobby toy:ada", "message lobby speak 2 {\"text\":\"hello\"}", "message   7", "left lobby toy:ada", "disconnected toy:ada"], app.Log.Select(static line => line.Replace("message    7", "message   7", StringComparison.Ordinal)));
        Assert.Contains(SessionEventNames.RealtimeConnected, world.World.Events.Names);
        Assert.DoesNotContain(token, world.World.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(challenge.Text("nonce"), world.World.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_is_kept_while_the_socket_lives_and_freed_with_it()
    {
        (RoomWorld world, _) = await StartAsync();
        await using RoomWorld dispose = world;
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 1);
        string bob = await world.SignInAsync("bob");
        await using (RealtimeClient ada = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync()))
        {
            await ada.SendAsync(new { type = "join", room = "lobby" });
            await ada.ReceiveAsync("joined");
            for (int i = 0; i < 40; i++)
            {
                await world.World.StepAsync(TimeSpan.FromSeconds(1));
                await world.Node.Follower.TryCatchUpAsync(default);
            }

            Assert.Equal("403 room_forbidden", await world.AskAsync(RoomWorld.Join(bob)));
        }

        // Cut off, without a close frame.
        await world.EventuallyAsync(() => world.AskAsync(RoomWorld.Join(bob)).GetAwaiter().GetResult() == "ok", TimeSpan.Zero);
    }

    [Fact]
    public async Task A_privileged_room_wants_the_ticket_that_was_got_over_http()
    {
        (RoomWorld world, _) = await StartAsync();
        await using RoomWorld dispose = world;
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], requiresTicket: true);
        string token = await world.SignInAsync();
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, token);
        await client.SendAsync(new { type = "join", id = "1", room = "vip" });
        Assert.Equal("""{"type":"error","id":"1","error":"room_ticket_required","message":"This room needs a new ticket.","recoverable":true,"retry_after_ms":0}""", (await client.ReceiveAsync("error")).GetRawText());
        string ticket = (await world.Gate.CreateTicketAsync(RoomWorld.Join(token, "vip"))).Ticket!.Reveal();
        await client.SendAsync(new { type = "join", room = "vip", ticket });
        await client.ReceiveAsync("joined");
    }

    [Fact]
    public async Task A_token_is_renewed_on_the_open_socket_and_a_refresh_evicts_nobody()
    {
        (RoomWorld world, _) = await StartAsync();
        await using RoomWorld dispose = world;
        Answer signedIn = await world.Client.ExchangeAsync();
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, signedIn.AccessToken);
        await client.SendAsync(new { type = "join", room = "lobby" });
        await client.ReceiveAsync("joined");
        string cookie = signedIn.CookieToken;
        for (int i = 0; i < 3; i++)
        {
            await PassAsync(world, TimeSpan.FromMinutes(14));
            Assert.InRange((await client.ReceiveAsync("token_expires")).GetProperty("expires_in").GetInt32(), 1, 60);
            Answer refreshed = await world.Client.RefreshAsync(cookie);
            cookie = refreshed.CookieToken;
            Assert.InRange((await client.AuthenticateAsync(refreshed.AccessToken, "renew")).GetProperty("expires_in").GetInt32(), 899, 900);
            await client.SendAsync(new { type = "message", room = "lobby", data = i });
            Assert.Equal(i, (await client.ReceiveAsync("message")).GetProperty("data").GetInt32());
        }

        await PassAsync(world, TimeSpan.FromMinutes(15));
        Assert.Equal("token_expired 4419 token_expired", await client.EndAsync());
    }

    [Fact]
    public async Task Another_players_token_does_not_renew_and_a_wrong_answer_closes()
    {
        (RoomWorld world, _) = await StartAsync();
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        await client.SendAsync(new { type = "renew", access_token = await world.SignInAsync("bob") });
        Assert.Equal("token_invalid", (await client.ReceiveAsync("error")).Text("error"));
        await client.SendAsync(new { type = "renew", access_token = await world.SignInAsync() });
        await client.ReceiveAsync("challenge");
        await client.SendAsync(new { type = "proof", hash = "wrong" });
        Assert.Equal("token_invalid 4401 token_invalid", await client.EndAsync());
    }

    public static TheoryData<RevocationTarget> Targets => [.. Enum.GetValues<RevocationTarget>().Where(static target => target != RevocationTarget.RoomAccess)];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_revocation_reaches_the_sockets_of_another_node_within_the_bound(RevocationTarget target)
    {
        (RoomWorld world, ToyRealtime app) = await StartAsync(nodes: 2);
        await using RoomWorld dispose = world;
        string token = await world.SignInAsync();
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.NodeAt(1), token);
        await client.SendAsync(new { type = "join", room = "lobby" });
        await client.ReceiveAsync("joined");
        await Rooms.RoomGateTests.RevokeAsync(world, token, target);

        // The node is woken by the store; its clock does not have to move.
        Assert.Equal("session_revoked 4410 session_revoked", await client.EndAsync());
        await world.EventuallyAsync(() => app.Log.Contains("disconnected toy:ada"), TimeSpan.Zero);
        Assert.Contains("left lobby toy:ada", app.Log);
    }

    [Fact]
    public async Task A_node_that_is_not_woken_sees_a_revocation_within_the_bound_by_its_own_clock()
    {
        (RoomWorld world, _) = await StartAsync();
        await using RoomWorld dispose = world;
        (ISessionStore store, FaultyStore faults) = FaultyStore.Over(world.World.Memory);
        ServerNode deaf = await world.AddNodeAsync(server: auth =>
        {
            auth.AddRealtime<ToyRealtime>();
            auth.UseSessionStore(_ => store);
        });
        (faults.Only, faults.IsDown) = (nameof(ISessionStore.WaitForRevocationsAsync), true);
        string token = await world.SignInAsync();
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(deaf, token);
        await Rooms.RoomGateTests.RevokeAsync(world, token, RevocationTarget.Subject);
        DateTimeOffset revokedAt = world.World.Clock.GetUtcNow();
        Task<string> end = client.EndAsync();
        await world.EventuallyAsync(() => end.IsCompleted, TimeSpan.FromMilliseconds(20));
        Assert.Equal("session_revoked 4410 session_revoked", await end);
        Assert.InRange(world.World.Clock.GetUtcNow() - revokedAt, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_ban_from_a_room_and_other_permissions_reach_the_sockets_of_another_node()
    {
        (RoomWorld world, ToyRealtime app) = await StartAsync(nodes: 2);
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.NodeAt(1), await world.SignInAsync());
        foreach (string room in (string[])["lobby", "other"])
        {
            await client.SendAsync(new { type = "join", room });
            await client.ReceiveAsync("joined");
        }

        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow(["speak", "kick"]);
        await world.Gate.ReevaluateAsync("lobby", "toy:ada");
        Assert.Equal("""{"type":"permissions","room":"lobby","permissions":["speak","kick"]}""", (await client.ReceiveAsync("permissions")).GetRawText());
        world.Rooms.Rule = static (room, _) => room == "lobby" ? RoomAccessResult.Deny("You are banned.") : RoomAccessResult.Allow(["speak"]);
        await world.Gate.ReevaluateAsync(room: null, "toy:ada");
        Assert.Equal(
            """{"type":"evicted","room":"lobby","error":"room_forbidden","message":"You are banned.","recoverable":false,"retry_after_ms":0}""", (await client.ReceiveAsync("evicted")).GetRawText());
        await client.SendAsync(new { type = "message", room = "lobby", data = 1 });
        Assert.Equal("room_forbidden", (await client.ReceiveAsync("error")).Text("error"));
        Assert.False(Assert.Single(app.Connections).TrySend("1"u8, "lobby"));
        await client.SendAsync(new { type = "message", room = "other", data = 2 });
        Assert.Equal(2, (await client.ReceiveAsync("message")).GetProperty("data").GetInt32());
        Assert.Contains("left lobby toy:ada", app.Log);
    }

    [Fact]
    public async Task A_node_that_does_not_know_who_was_revoked_passes_nothing_on()
    {
        (RoomWorld world, ToyRealtime app) = await StartAsync();
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        world.World.Faults.IsDown = true;
        await world.Node.AdvanceAsync(TimeSpan.FromMilliseconds(2001));
        await client.SendAsync(new { type = "message", id = "1", data = 1 });
        Assert.Equal("temporarily_unavailable", (await client.ReceiveAsync("error")).Text("error"));
        Assert.False(Assert.Single(app.Connections).TrySend("1"u8));
        await client.SendAsync(new { type = "join", room = "lobby" });
        Assert.Equal("temporarily_unavailable", (await client.ReceiveAsync("error")).Text("error"));
        world.World.Faults.IsDown = false;
        await world.Node.AdvanceAsync(TimeSpan.FromMilliseconds(500));
        await client.SendAsync(new { type = "message", data = 2 });
        Assert.Equal(2, (await client.ReceiveAsync("message")).GetProperty("data").GetInt32());
        Assert.Single(app.Log, static line => line.StartsWith("message", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_application_that_fails_closes_and_its_text_is_in_no_log()
    {
        (RoomWorld world, ToyRealtime app) = await StartAsync();
        await using RoomWorld dispose = world;
        app.Failure = new InvalidOperationException("CANARY of the application");
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        await client.SendAsync(new { type = "message", data = 1 });
        Assert.Equal("temporarily_unavailable 1011 internal_error", await client.EndAsync());
        Assert.DoesNotContain("CANARY of", world.World.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", world.World.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_stops_tells_its_sockets_to_come_back()
    {
        (RoomWorld world, _) = await StartAsync(nodes: 2);
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.NodeAt(1), await world.SignInAsync());
        Task stopping = world.StopNodeAsync(1);
        Assert.Equal("temporarily_unavailable 1001 going_away", await client.EndAsync());
        await stopping;
    }

    [Fact]
    public async Task Whoever_tries_one_room_after_the_other_is_closed()
    {
        (RoomWorld world, _) = await StartAsync();
        await using RoomWorld dispose = world;
        world.Rooms.Rule = static (room, _) => room == "lobby" ? RoomAccessResult.Allow([]) : RoomAccessResult.Deny();
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        for (int i = 1; i < 10; i++)
        {
            await client.SendAsync(new { type = "join", id = $"{i}", room = $"room{i}" });
            JsonElement error = await client.ReceiveAsync("error");
            Assert.Equal(($"{i}", "room_forbidden"), (error.Text("id"), error.Text("error")));
        }

        await client.SendAsync(new { type = "join", room = "room10" });
        Assert.Equal("room_forbidden 4403 forbidden", await client.EndAsync());
    }

    internal static async Task PassAsync(RoomWorld world, TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            world.World.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.Node.Follower.TryCatchUpAsync(default);
            if (passed.Seconds == 0)
            {
                await Task.Delay(2);
            }
        }

        await world.World.StepAsync(TimeSpan.FromMilliseconds(250));
    }
}
