using GameAuth.Discord.Tests.World;
using GameAuth.Server;
using static GameAuth.Discord.Tests.World.RealtimeSteps;

namespace GameAuth.Discord.Tests.Realtime;

/// <summary>The socket against a real session server: challenge, rooms, messages, renewal, eviction, and what each close leads to.</summary>
public class RealtimeTests
{
    [Fact]
    public async Task A_player_joins_a_room_says_something_and_leaves()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        RealtimeRoom lobby = await world.WalkAsync(client.JoinAsync("lobby"));
        Assert.Equal(("lobby", true, 1), (lobby.Name, lobby.IsJoined, lobby.Occupied));
        Assert.Equal(["speak"], lobby.Permissions);
        Assert.Same(lobby, await client.JoinAsync("lobby"));

        await client.SendAsync(Json("""{"text":"hello"}"""), "lobby");
        RealtimeMessageReceived heard = Assert.IsType<RealtimeMessageReceived>(await NextAsync(world, client));
        Assert.Equal(("lobby", "hello"), (heard.Room, heard.Data.GetProperty("text").GetString()));

        await client.SendAsync(Json("7"));
        Assert.Equal((null, 7), (await NextAsync(world, client) is RealtimeMessageReceived { Room: var none, Data: var seven }) ? (none, seven.GetInt32()) : ("wrong", 0));

        await world.WalkAsync(client.LeaveAsync("lobby"));
        Assert.Equal((false, 0), (lobby.IsJoined, client.Rooms.Count));
        await world.EventuallyAsync(() => world.Backend.Chat.Log.Contains("left lobby"));
        await client.SendAsync(Json("8"), "lobby");
        Assert.Equal("room_forbidden", Assert.IsType<RealtimeMessageRefused>(await NextAsync(world, client)).Code);
    }

    [Fact]
    public async Task A_room_that_is_not_open_is_a_typed_error_and_the_connection_lives_on()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        world.Backend.Rooms.Rule = static (room, _) => room == "lobby" ? RoomAccessResult.Allow([]) : RoomAccessResult.Deny("You are banned.");
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(client.JoinAsync("vip")));
        Assert.Equal(("room_forbidden", false), (refused.Code, refused.IsTransient));
        Assert.Contains("not open", refused.UserMessage, StringComparison.Ordinal);
        Assert.True((await world.WalkAsync(client.JoinAsync("lobby"))).IsJoined);
    }

    [Fact]
    public async Task A_full_room_is_told_apart_from_one_that_is_not_open()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 1);
        DiscordAccount other = await app.SignInAsync("emupixel", forcePrompt: true);
        await using RealtimeClient first = await world.WalkAsync(me.ConnectRealtimeAsync());
        await using RealtimeClient second = await world.WalkAsync(other.ConnectRealtimeAsync());
        await world.WalkAsync(first.JoinAsync("lobby"));
        ProviderException full = await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(second.JoinAsync("lobby")));
        Assert.Equal(("room_full", true), (full.Code, full.IsTransient));
    }

    [Fact]
    public async Task A_room_that_wants_a_ticket_gets_one()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.Rooms.Rule = static (_, _) => RoomAccessResult.Allow(["kick"], requiresTicket: true);
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        Assert.Equal(["kick"], (await world.WalkAsync(client.JoinAsync("vip"))).Permissions);
        Assert.Equal(1, app.Count("/api/rooms/vip/join"));
    }

    [Fact]
    public async Task A_ticket_that_is_refused_since_the_session_was_ended_is_the_last_word()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.Rooms.Rule = static (_, _) => RoomAccessResult.Allow(["kick"], requiresTicket: true);
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        world.Backend.Answer("/api/rooms/vip/join", 403, """{"error":"session_revoked","message":"synthetic","recoverable":false,"retry_after_ms":0}""");
        await Assert.ThrowsAsync<SignInRequiredException>(() => world.WalkAsync(client.JoinAsync("vip")));
        int sent = app.Sent.Count;
        await Assert.ThrowsAsync<SignInRequiredException>(() => app.CallAsync(me));
        Assert.Equal((AccountStatus.SignInRequired, sent), (me.Status, app.Sent.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../api")]
    [InlineData("a b")]
    public async Task What_is_no_room_is_not_sent(string room)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        await Assert.ThrowsAsync<IllegalStepException>(() => client.JoinAsync(room));
        await Assert.ThrowsAsync<IllegalStepException>(() => client.SendAsync(Json("1"), room));
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task What_the_server_would_close_for_is_not_sent()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        string deep = string.Concat(Enumerable.Repeat("[", 16)) + string.Concat(Enumerable.Repeat("]", 16));
        foreach (string odd in (string[])[$"\"{new string('x', 17_000)}\"", deep, """{"a":1,"a":2}"""])
        {
            await Assert.ThrowsAsync<IllegalStepException>(() => client.SendAsync(Json(odd)));
        }

        // As deep as a frame may be, which the server takes.
        await client.SendAsync(Json(deep[1..^1]));
        Assert.IsType<RealtimeMessageReceived>(await NextAsync(world, client));
    }

    [Fact]
    public async Task A_hundred_messages_go_out_at_the_rate_that_the_server_takes()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        await world.WalkAsync(Task.WhenAll(Enumerable.Range(0, 100).Select(i => client.SendAsync(Json($"{i}")))));
        for (int i = 0; i < 100; i++)
        {
            Assert.IsType<RealtimeMessageReceived>(await NextAsync(world, client));
        }
    }

    [Fact]
    public async Task The_next_access_token_is_shown_on_the_open_connection_and_rooms_stay()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        RealtimeRoom lobby = await world.WalkAsync(client.JoinAsync("lobby"));
        for (int hour = 0; hour < 3; hour++)
        {
            int refreshed = world.Backend.Asked.Count(static one => one is { Path: "/api/auth/refresh", Status: 200 });
            await WalkForAsync(world, TimeSpan.FromMinutes(14.5));
            await world.EventuallyAsync(() => world.Backend.Asked.Count(static one => one is { Path: "/api/auth/refresh", Status: 200 }) > refreshed);
            await WalkForAsync(world, TimeSpan.FromMinutes(2));
        }

        Assert.True(client.IsConnected && lobby.IsJoined);
        Assert.Equal(1, app.Count("/realtime"));
        Assert.DoesNotContain("left lobby", world.Backend.Chat.Log);
        world.Backend.Chat.Send("lobby", "1");
        Assert.IsType<RealtimeMessageReceived>(await NextAsync(world, client));
    }

    [Fact]
    public async Task A_player_returns_to_his_rooms_when_the_backend_has_been_restarted()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        RealtimeRoom lobby = await world.WalkAsync(client.JoinAsync("lobby"));
        await world.Backend.StopAsync();
        await world.EventuallyAsync(() => !client.IsConnected);
        await WalkForAsync(world, TimeSpan.FromSeconds(20));
        await world.Backend.StartAsync();
        await world.EventuallyAsync(() => client.IsConnected && lobby.IsJoined);
        Assert.IsType<RealtimeMissed>(await NextAsync(world, client));
        world.Backend.Chat.Send("lobby", "1");
        Assert.IsType<RealtimeMessageReceived>(await NextAsync(world, client));
    }

    [Fact]
    public async Task Who_is_put_out_of_a_room_is_told_and_does_not_come_back_by_himself()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        RealtimeRoom lobby = await world.WalkAsync(client.JoinAsync("lobby"));

        world.Backend.Rooms.Rule = static (_, _) => RoomAccessResult.Allow(["listen"]);
        await world.Backend.Gate.ReevaluateAsync("lobby", null);
        Assert.Equal(["listen"], Assert.IsType<RealtimePermissionsChanged>(await NextAsync(world, client)).Permissions);
        Assert.Equal(["listen"], lobby.Permissions);

        world.Backend.Rooms.Rule = static (_, _) => RoomAccessResult.Deny("You are banned.");
        await world.Backend.Gate.ReevaluateAsync("lobby", null);
        RealtimeEvicted evicted = Assert.IsType<RealtimeEvicted>(await NextAsync(world, client));
        Assert.Equal(("lobby", "room_forbidden", "You are banned.", false), (evicted.Room, evicted.Code, evicted.Message, evicted.IsRecoverable));
        Assert.Equal((false, 0, true), (lobby.IsJoined, client.Rooms.Count, client.IsConnected));
    }

    [Fact]
    public async Task A_room_that_has_closed_while_the_player_was_away_is_told_after_the_return()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        await world.WalkAsync(client.JoinAsync("lobby"));
        await world.Backend.StopAsync();
        world.Backend.Rooms.Rule = static (_, _) => RoomAccessResult.Deny();
        await world.Backend.StartAsync();
        Assert.IsType<RealtimeMissed>(await NextAsync(world, client));
        Assert.Equal("room_forbidden", Assert.IsType<RealtimeEvicted>(await NextAsync(world, client)).Code);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_session_that_is_ended_closes_the_connection_and_nothing_is_sent_after_that_word()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        RealtimeRoom lobby = await world.WalkAsync(client.JoinAsync("lobby"));
        int sent = app.Sent.Count;
        await world.Backend.Directory.EndAllAsync();
        SignInRequiredException over = await Assert.ThrowsAsync<SignInRequiredException>(() => NextAsync(world, client));
        Assert.Equal((SignInReason.Revoked, true, false), (over.Reason, client.HasEnded, lobby.IsJoined));
        await Assert.ThrowsAsync<SignInRequiredException>(() => client.JoinAsync("lobby"));
        await Assert.ThrowsAsync<SignInRequiredException>(() => app.CallAsync(me));
        await WalkForAsync(world, TimeSpan.FromMinutes(2));
        Assert.Equal((AccountStatus.SignInRequired, sent), (me.Status, app.Sent.Count));
    }

    [Fact]
    public async Task Signing_out_ends_the_connection_and_frees_the_place()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        await world.WalkAsync(client.JoinAsync("lobby"));
        await world.WalkAsync(me.SignOutAsync());
        await Assert.ThrowsAsync<SignInRequiredException>(() => NextAsync(world, client));
        await world.EventuallyAsync(() => world.Backend.Chat.Log.Contains("left lobby"));
    }

    [Fact]
    public async Task A_connection_that_the_application_closes_does_not_come_back()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        await world.EventuallyAsync(() => world.Backend.Chat.Connections.Count == 1);
        world.Backend.Chat.Connections.Single().Close();
        ProviderException closed = await Assert.ThrowsAsync<ProviderException>(() => NextAsync(world, client));
        Assert.Equal(("forbidden", false), (closed.Code, closed.IsTransient));
        await WalkForAsync(world, TimeSpan.FromMinutes(2));
        Assert.Equal((1, AccountStatus.Active), (app.Count("/realtime"), me.Status));
    }

    [Theory]
    [InlineData(4401, "token_invalid")]
    [InlineData(4419, "token_expired")]
    public async Task A_token_that_is_refused_is_replaced_once_and_the_connection_comes_back(int code, string error)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.CloseNext(code, error);
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        Assert.True((await world.WalkAsync(client.JoinAsync("lobby"))).IsJoined);
        Assert.Equal((2, 1), (app.Count("/realtime"), world.Backend.Asked.Count(static one => one is { Path: "/api/auth/refresh", Status: 200 })));
    }

    [Theory]
    [InlineData("token_expired")]
    [InlineData("token_invalid")]
    public async Task A_join_that_is_refused_for_its_token_costs_one_refresh_and_is_made_once_more(string error)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        const string Challenge = """{"type":"challenge","nonce":"emu-nonce","proof":"dpop","expires_in":30}""";
        Task script = world.Backend.ScriptNextAsync(
            ("authenticate", Challenge),
            ("proof", """{"type":"authenticated","connection":"emu","sub":"emu","expires_in":900}"""),
            ("join", $$"""{"type":"error","id":"{id}","error":"{{error}}","message":"synthetic","recoverable":true,"retry_after_ms":0}"""),
            ("renew", Challenge),
            ("proof", """{"type":"renewed","expires_in":900}"""),
            ("join", """{"type":"joined","id":"{id}","room":"lobby","sub":"emu","permissions":["speak"],"occupied":1}"""));
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        Assert.True((await world.WalkAsync(client.JoinAsync("lobby"))).IsJoined);
        await script;
        Assert.Equal(1, world.Backend.Asked.Count(static one => one is { Path: "/api/auth/refresh", Status: 200 }));
    }

    [Fact]
    public async Task A_token_that_stays_refused_is_no_storm()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.CloseNext(4401, "token_invalid", times: 1000);
        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(me.ConnectRealtimeAsync()));
        Assert.Equal(("token_invalid", false), (refused.Code, refused.IsTransient));
        Assert.Equal((2, 1), (app.Count("/realtime"), world.Backend.Asked.Count(static one => one is { Path: "/api/auth/refresh", Status: 200 })));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_time_that_a_close_names_is_kept(bool isKnown)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        world.Backend.CloseNext(4429, "rate_limited", retryAfterMs: 20_000, isKnown);
        await world.Backend.StopAsync();
        await world.Backend.StartAsync();
        await world.EventuallyAsync(() => app.Count("/realtime") == 2);
        await WalkForAsync(world, TimeSpan.FromSeconds(18));
        Assert.Equal((2, false), (app.Count("/realtime"), client.IsConnected));
        await world.EventuallyAsync(() => client.IsConnected);
    }

    [Fact]
    public async Task A_backend_that_fails_at_each_connection_is_tried_three_times_more()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        world.Backend.CloseNext(4503, "temporarily_unavailable", times: 1000);
        await world.Backend.StopAsync();
        await world.Backend.StartAsync();
        ProviderException failed = await Assert.ThrowsAsync<ProviderException>(() => NextAsync(world, client));
        Assert.Equal(("temporarily_unavailable", 5), (failed.Code, app.Count("/realtime")));
    }

    [Fact]
    public async Task The_first_connection_to_a_backend_that_is_away_is_a_failure_that_may_pass()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await world.Backend.StopAsync();
        ProviderException away = await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(me.ConnectRealtimeAsync()));
        Assert.True(away.IsTransient);
    }
}
