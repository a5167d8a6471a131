namespace GameAuth.Pd2.Tests;

public class HeartbeatTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Pings_go_on_for_as_long_as_they_are_answered()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        for (int i = 0; i < 3; i++)
        {
            await world.PassAsync(i == 0 ? Interval : Interval - Limit);
            Assert.Equal("2", await peer.NextAsync());
            await peer.SayAsync("3");
            await SettledAsync(world, peer);
            await world.PassAsync(Limit);
        }

        Assert.True(connection.IsConnected);
        Assert.Single(world.Server.Handshakes);
    }

    [Fact]
    public async Task Without_an_answer_the_server_is_dead_after_interval_and_time_limit()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<System.Text.Json.JsonElement> pending = connection.CallAsync(
            new FeathersCall(FeathersMethod.Find, "market/listing") { Limit = TimeSpan.FromMinutes(5) }, SocketJson.Default.JsonElement, CancellationToken.None);
        await peer.NextAsync();
        await world.PassAsync(Interval);
        Assert.Equal("2", await peer.NextAsync());
        await world.PassAsync(Limit);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => pending);
        await peer.Over;
        await world.Server.NextAsync();
    }

    [Fact]
    public async Task Whatever_comes_is_an_answer_to_a_ping()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (_, ScriptedPeer peer) = await world.ConnectAsync();
        await world.PassAsync(Interval);
        Assert.Equal("2", await peer.NextAsync());
        await SettledAsync(world, peer);
        await world.PassAsync(Limit);
        await world.PassAsync(Interval - Limit);
        Assert.Equal("2", await peer.NextAsync());
    }

    [Fact]
    public async Task A_server_of_4_that_no_longer_pings_is_dead_after_interval_and_time_limit()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Greeting = [ScriptedServer.OpenWithLimit, """40{"sid":"synthetic"}"""];
        (_, ScriptedPeer peer) = await world.ConnectAsync(static settings => settings with { Version = EngineVersion.V4 });
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await peer.SayAsync("2");
        Assert.Equal("40", await peer.NextAsync());
        Assert.Equal("3", await peer.NextAsync());
        world.Clock.Advance(Interval + Limit - TimeSpan.FromSeconds(1));
        Assert.Single(world.Server.Handshakes);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await peer.Over;
        await world.Server.NextAsync();
    }

    [Fact]
    public async Task A_process_that_stood_still_reads_what_has_come_before_it_calls_the_server_dead()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Greeting = [ScriptedServer.OpenWithLimit, """40{"sid":"synthetic"}"""];
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync(static settings => settings with { Version = EngineVersion.V4 });
        Assert.Equal("40", await peer.NextAsync());

        // The base class moves the clock first and fires the timers then, which is what a process sees that was stopped.
        ((Microsoft.Extensions.Time.Testing.FakeTimeProvider)world.Clock).Advance(Interval + Limit + TimeSpan.FromSeconds(30));
        await peer.SayAsync("2");
        Assert.Equal("3", await peer.NextAsync());
        await world.PassAsync(TimeSpan.FromSeconds(1));
        await SocketWorld.SoonAsync(() => world.Clock.HasTimer(Interval + Limit - TimeSpan.FromSeconds(1)));
        Assert.True(connection.IsConnected);
        Assert.Single(world.Server.Handshakes);
    }

    /// <summary>An event that is answered shows that all before it was read.</summary>
    private static async Task SettledAsync(SocketWorld world, ScriptedPeer peer)
    {
        int before = world.Lines.Count(static line => line.StartsWith("923 ", StringComparison.Ordinal));
        await peer.SayAsync("nonsense");
        await SocketWorld.SoonAsync(() => world.Lines.Count(static line => line.StartsWith("923 ", StringComparison.Ordinal)) > before);
    }
}
