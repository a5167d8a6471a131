namespace GameAuth.Pd2.Tests;

public class EventTests
{
    [Fact]
    public async Task Events_come_in_order_to_each_who_asked_for_them()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        using FeathersEvents one = connection.Events("social/message", "pushed");
        using FeathersEvents two = connection.Events("social/message", "pushed");
        using FeathersEvents other = connection.Events("market/listing", "created");
        await peer.SayAsync("""42["social/message pushed",{"_id":"a"}]""", """42["unknown pushed",1]""", """42["market/listing created",{"_id":"c"},"more"]""", """42["social/message pushed",{"_id":"b"}]""");
        foreach (FeathersEvents events in (FeathersEvents[])[one, two])
        {
            Assert.Equal("a", (await events.NextAsync()).Data.GetProperty("_id").GetString());
            Assert.Equal("b", (await events.NextAsync()).Data.GetProperty("_id").GetString());
        }

        Assert.Equal("c", (await other.NextAsync()).Data.GetProperty("_id").GetString());
    }

    [Fact]
    public async Task An_event_that_comes_before_the_answer_that_caused_it_takes_nothing_from_it()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        using FeathersEvents created = connection.Events("market/listing", "created");
        Task<System.Text.Json.JsonElement> call = connection.CreateAsync();
        string asked = await peer.NextAsync();
        await peer.SayAsync("""42["market/listing created",{"_id":"a"}]""");
        Assert.False((await created.NextAsync()).IsGap);
        await peer.AnswerAsync(asked, """[null,{"_id":"a"}]""");
        await call;
    }

    [Fact]
    public async Task After_a_reconnect_they_go_on_with_a_gap()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        using FeathersEvents events = connection.Events("social/message", "pushed");
        await peer.SayAsync("""42["social/message pushed",1]""");
        Assert.Equal(1, (await events.NextAsync()).Data.GetInt32());
        peer.Drop();
        peer = await world.Server.NextAsync();
        Assert.True((await events.NextAsync()).IsGap);
        await peer.SayAsync("""42["social/message pushed",2]""");
        Assert.Equal(2, (await events.NextAsync()).Data.GetInt32());
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_finds_a_gap_and_nobody_waits_for_it()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync(static settings => settings with { EventRoom = 4 });
        using FeathersEvents events = connection.Events("social/message", "pushed");
        for (int i = 0; i < 6; i++)
        {
            await peer.SayAsync($"42[\"social/message pushed\",{i}]");
        }

        world.Server.Script = ScriptedServer.Answers("[null,1]");
        await connection.FindAsync();
        Assert.True((await events.NextAsync()).IsGap);
        Assert.Equal(5, (await events.NextAsync()).Data.GetInt32());
        Assert.Contains(world.Lines, static line => line.StartsWith("926 socket: 4 events", StringComparison.Ordinal));
    }

    [Fact]
    public async Task They_end_quietly_with_the_connection_or_with_its_failure()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection quiet, _) = await world.ConnectAsync();
        FeathersEvents first = quiet.Events("social/message", "pushed");
        await quiet.DisposeAsync();
        Assert.Empty(await ReadAllAsync(first));
        Assert.Empty(await ReadAllAsync(quiet.Events("social/message", "pushed")));

        (FeathersConnection failed, ScriptedPeer peer) = await world.ConnectAsync();
        FeathersEvents second = failed.Events("social/message", "pushed");
        world.BeforeLogin = static _ => throw new SignInRequiredException("synthetic", SignInReason.Expired);
        await peer.SayAsync("41");
        await Assert.ThrowsAsync<SignInRequiredException>(() => ReadAllAsync(second));
    }

    [Fact]
    public async Task Disposed_they_end_and_the_others_go_on()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        FeathersEvents one = connection.Events("social/message", "pushed");
        using FeathersEvents two = connection.Events("social/message", "pushed");
        one.Dispose();
        await peer.SayAsync("""42["social/message pushed",1]""");
        Assert.Equal(1, (await two.NextAsync()).Data.GetInt32());
        Assert.Empty(await ReadAllAsync(one));
    }

    private static async Task<List<FeathersEvent>> ReadAllAsync(FeathersEvents events)
    {
        List<FeathersEvent> all = [];
        using CancellationTokenSource limit = new(ScriptedServer.Patience);
        await foreach (FeathersEvent happened in events.WithCancellation(limit.Token))
        {
            all.Add(happened);
        }

        return all;
    }
}
