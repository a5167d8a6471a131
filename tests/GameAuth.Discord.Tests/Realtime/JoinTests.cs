using GameAuth.Discord.Tests.World;
using GameAuth.Server;
using static GameAuth.Discord.Tests.World.RealtimeSteps;

namespace GameAuth.Discord.Tests.Realtime;

/// <summary>Joins that meet each other, that are given up, and that a server answers in its own way.</summary>
public class JoinTests
{
    private const string Challenge = """{"type":"challenge","nonce":"emu-nonce","proof":"dpop","expires_in":30}""";
    private const string Authenticated = """{"type":"authenticated","connection":"emu","sub":"emu","expires_in":900}""";
    private const string Refreshed = "/api/auth/refresh";

    [Fact]
    public async Task Of_two_who_join_a_room_at_once_one_who_gives_up_does_not_put_the_other_out()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        using ManualResetEventSlim door = new();
        HoldJoins(world, door);
        using CancellationTokenSource patience = new();
        Task<RealtimeRoom> first = client.JoinAsync("lobby", patience.Token);
        Task<RealtimeRoom> second = client.JoinAsync("lobby");
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        door.Set();
        RealtimeRoom lobby = await world.WalkAsync(second);
        await WalkForAsync(world, TimeSpan.FromSeconds(6));
        Assert.True(lobby.IsJoined);
        Assert.Same(lobby, Assert.Single(client.Rooms));
        world.Backend.Chat.Send("lobby", "1");
        Assert.IsType<RealtimeMessageReceived>(await NextAsync(world, client));
    }

    [Fact]
    public async Task A_join_that_is_given_up_is_left_again()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        using ManualResetEventSlim door = new();
        HoldJoins(world, door);
        using CancellationTokenSource patience = new();
        Task<RealtimeRoom> joining = client.JoinAsync("lobby", patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joining);
        Assert.Empty(client.Rooms);
        door.Set();
        await world.EventuallyAsync(() => world.Backend.Chat.Log.Contains("left lobby"));
        Assert.True((await world.WalkAsync(client.JoinAsync("lobby"))).IsJoined);
    }

    [Fact]
    public async Task A_room_that_is_left_while_it_is_joined_is_left_in_the_end()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        using ManualResetEventSlim door = new();
        HoldJoins(world, door);
        Task<RealtimeRoom> joining = client.JoinAsync("lobby");
        Task leaving = client.LeaveAsync("lobby");
        door.Set();
        RealtimeRoom lobby = await world.WalkAsync(joining);
        await world.WalkAsync(leaving);
        Assert.Equal((false, 0), (lobby.IsJoined, client.Rooms.Count));
        await world.EventuallyAsync(() => world.Backend.Chat.Log.Contains("left lobby"));
    }

    [Fact]
    public async Task A_limit_of_joins_says_when_to_come_again()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await ScriptedAsync(world, me, ("join", """{"type":"error","id":"{id}","error":"rate_limited","message":"synthetic","recoverable":true,"retry_after_ms":7000}"""));
        DateTimeOffset before = world.Clock.GetUtcNow();
        ThrottledException limited = await Assert.ThrowsAsync<ThrottledException>(() => world.WalkAsync(client.JoinAsync("lobby")));
        Assert.InRange(limited.RetryAt, before + TimeSpan.FromSeconds(7), world.Clock.GetUtcNow() + TimeSpan.FromSeconds(7));
        Assert.Equal((true, "room join"), (limited.WasSent, limited.Step));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"no":"type"}""")]
    public async Task A_frame_that_is_none_costs_the_connection_at_once_and_the_next_one_joins(string frame)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await ScriptedAsync(world, me, ("join", frame));
        DateTimeOffset before = world.Clock.GetUtcNow();
        Assert.True((await world.WalkAsync(client.JoinAsync("lobby"))).IsJoined);
        Assert.Equal(2, app.Count("/realtime"));
        Assert.InRange(world.Clock.GetUtcNow() - before, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_server_that_leaves_a_join_unanswered_costs_half_a_minute_and_the_connection()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await ScriptedAsync(world, me);
        DateTimeOffset before = world.Clock.GetUtcNow();
        Assert.True((await world.WalkAsync(client.JoinAsync("lobby"))).IsJoined);
        Assert.Equal(2, app.Count("/realtime"));
        Assert.InRange(world.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_server_that_is_silent_after_the_handshake_is_a_failure_that_may_pass()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        _ = world.Backend.ScriptNextAsync();
        DateTimeOffset before = world.Clock.GetUtcNow();
        ProviderException silent = await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(me.ConnectRealtimeAsync()));
        Assert.Equal((true, "realtime"), (silent.IsTransient, silent.Step));
        Assert.InRange(world.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task A_ticket_is_asked_for_with_the_token_that_the_connection_stands_on()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.Rooms.Rule = static (_, _) => RoomAccessResult.Allow(["kick"], requiresTicket: true);
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());

        // The account has gone on to another token, and nobody has told the connection of it yet.
        await WalkForAsync(world, TimeSpan.FromMinutes(13));
        Assert.Equal(200, await app.CallAsync(me));
        await world.EventuallyAsync(() => world.Backend.Asked.Contains((Refreshed, 200)));
        await world.CalmAsync();
        Assert.Equal(["kick"], (await world.WalkAsync(client.JoinAsync("vip"))).Permissions);
        Assert.Equal((1, 1), (app.Count("/realtime"), app.Count("/api/rooms/vip/join")));
    }

    [Fact]
    public async Task The_lost_answer_of_a_ticket_is_asked_for_again()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.Rooms.Rule = static (_, _) => RoomAccessResult.Allow(["kick"], requiresTicket: true);
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        int lost = 0;
        app.Between = async (request, pass) =>
        {
            HttpResponseMessage answer = await pass();
            return request.RequestUri!.AbsolutePath == "/api/rooms/vip/join" && lost++ == 0 ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection broke.") : answer;
        };
        Assert.True((await world.WalkAsync(client.JoinAsync("vip"))).IsJoined);
        Assert.Equal(2, lost);
    }

    [Fact]
    public async Task A_room_that_refuses_the_return_for_good_is_told_of()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        RealtimeRoom lobby = await world.WalkAsync(client.JoinAsync("lobby"));
        _ = world.Backend.ScriptNextAsync(
            ("authenticate", Challenge), ("proof", Authenticated), ("join", """{"type":"error","id":"{id}","error":"something_new","message":"synthetic","recoverable":false,"retry_after_ms":0}"""));
        await world.Backend.StopAsync();
        await world.Backend.StartAsync();
        Assert.IsType<RealtimeMissed>(await NextAsync(world, client));
        RealtimeEvicted evicted = Assert.IsType<RealtimeEvicted>(await NextAsync(world, client));
        Assert.Equal(("lobby", "something_new", false), (evicted.Room, evicted.Code, evicted.IsRecoverable));
        Assert.Equal((false, 0, true), (lobby.IsJoined, client.Rooms.Count, client.IsConnected));
    }

    private static void HoldJoins(BackendWorld world, ManualResetEventSlim door) => world.Backend.Rooms.Rule = (_, _) =>
    {
        door.Wait(BackendWorld.Patience);
        return RoomAccessResult.Allow(["speak"]);
    };

    private static async Task<RealtimeClient> ScriptedAsync(BackendWorld world, DiscordAccount me, params (string Type, string Reply)[] more)
    {
        _ = world.Backend.ScriptNextAsync([("authenticate", Challenge), ("proof", Authenticated), .. more]);
        return await world.WalkAsync(me.ConnectRealtimeAsync());
    }
}
