namespace GameAuth.Pd2.Tests;

public class EngineVersionTests
{
    [Theory]
    [InlineData(EngineVersion.V3, "EIO=3")]
    [InlineData(EngineVersion.V4, "EIO=4")]
    [InlineData(EngineVersion.Auto, "EIO=4")]
    public async Task The_address_names_the_version_and_no_token(EngineVersion version, string query)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Greeting = version is EngineVersion.V4 ? [ScriptedServer.OpenWithLimit, """40{"sid":"synthetic"}"""] : [ScriptedServer.Open, "40"];
        await world.OpenAsync(settings => settings with { Version = version });
        string handshake = Assert.Single(world.Server.Handshakes);
        Assert.StartsWith($"GET /socket.io/?{query}&transport=websocket HTTP/1.1\r\n", handshake, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", handshake, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("synthetic-token", handshake, StringComparison.Ordinal);
        Assert.DoesNotContain("permessage-deflate", handshake, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Three_asks_for_no_namespace_and_pings()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (_, ScriptedPeer peer) = await world.ConnectAsync();
        await world.PassAsync(TimeSpan.FromSeconds(25));
        Assert.Equal("2", await peer.NextAsync());
    }

    [Fact]
    public async Task Four_asks_for_the_namespace_and_answers_pings()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Greeting = [ScriptedServer.OpenWithLimit];
        world.Server.Script = static (_, _) => null;
        Task<FeathersConnection> opening = world.OpenAsync(static settings => settings with { Version = EngineVersion.V4 });
        ScriptedPeer peer = await world.Server.NextAsync();
        Assert.Equal("40", await peer.NextAsync());
        await peer.SayAsync("""40{"sid":"synthetic"}""");
        await opening;
        await peer.SayAsync("2");
        Assert.Equal("3", await peer.NextAsync());
    }

    [Fact]
    public async Task Auto_takes_3_where_the_server_lets_in_unasked()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (_, ScriptedPeer peer) = await world.ConnectAsync(static settings => settings with { Version = EngineVersion.Auto });
        await world.PassAsync(TimeSpan.FromSeconds(25));
        Assert.Equal("2", await peer.NextAsync());
        Assert.DoesNotContain("40", world.Server.Frames);
    }

    [Fact]
    public async Task Auto_asks_at_once_where_the_server_says_its_limit()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Greeting = [ScriptedServer.OpenWithLimit];
        Task<FeathersConnection> opening = world.OpenAsync(static settings => settings with { Version = EngineVersion.Auto });
        ScriptedPeer peer = await world.Server.NextAsync();
        Assert.Equal("40", await peer.NextAsync());
        await peer.SayAsync("""40{"sid":"synthetic"}""");
        await opening;
    }

    [Fact]
    public async Task Auto_asks_after_2_seconds_where_nothing_comes()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Greeting = [ScriptedServer.Open];
        Task<FeathersConnection> opening = world.OpenAsync(static settings => settings with { Version = EngineVersion.Auto });
        ScriptedPeer peer = await world.Server.NextAsync();
        await world.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal("40", await peer.NextAsync());
        await peer.SayAsync("""40{"sid":"synthetic"}""");
        await opening;
    }

    [Theory]
    [InlineData("0{}")]
    [InlineData("0")]
    [InlineData("""0{"pingInterval":0,"pingTimeout":20000}""")]
    [InlineData("""0{"pingInterval":"25000","pingTimeout":20000}""")]
    [InlineData("hello")]
    [InlineData("""4{"sid":"x","pingInterval":25000,"pingTimeout":20000}""")]
    public async Task A_server_that_does_not_open_is_a_typed_error(string first)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Greeting = [first];
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.OpenAsync());
        Assert.Equal(("socket", true), (error.Step, error.IsTransient));
        Assert.Empty(world.Logins);
    }

    [Theory]
    [InlineData("44\"not here\"", null, true)]
    [InlineData("""44{"message":"no","data":{"code":401}}""", 401, false)]
    [InlineData("41", null, true)]
    [InlineData("1", null, true)]
    public async Task A_server_that_does_not_let_in_is_a_typed_error(string second, int? status, bool isTransient)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Greeting = [ScriptedServer.Open, second];
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.OpenAsync());
        Assert.Equal((status, isTransient), (error.Status, error.IsTransient));
        Assert.Empty(world.Logins);
    }

    [Fact]
    public async Task A_server_that_never_lets_in_is_given_up_after_20_seconds()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Greeting = [ScriptedServer.Open];
        Task<FeathersConnection> opening = world.OpenAsync();
        ScriptedPeer peer = await world.Server.NextAsync();
        await SocketWorld.SoonAsync(() => world.Clock.HasTimer(TimeSpan.FromSeconds(20)));

        // From the open packet on the client's own ping is due in 25 seconds: then it is known to have come so far.
        await SocketWorld.SoonAsync(() => world.Clock.HasTimer(TimeSpan.FromSeconds(25)));
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => opening);
        Assert.Contains("did not come up within 00:00:20", error.Message, StringComparison.Ordinal);
        await peer.Over;
    }
}
