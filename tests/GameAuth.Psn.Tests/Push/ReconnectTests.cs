using GameAuth.ProviderContract;

namespace GameAuth.Psn.Tests.Push;

/// <summary>A connection that is lost, and what ends it.</summary>
public class ReconnectTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(7);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_made_again_with_a_new_address_and_says_that_it_is_a_reconnection(bool saysGoodbye)
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        for (int i = 0; i < 2; i++)
        {
            if (saysGoodbye)
            {
                await peer.CloseAsync();
            }
            else
            {
                peer.Drop();
            }

            peer = await world.ReconnectedAsync();
            Assert.IsType<PsnPushMissed>(await connection.NextAsync());
        }

        await peer.SayAsync(PushWorld.Named("again"));
        Assert.Equal("again", (await connection.NextAsync()).Data.GetString());
        Assert.Equal(["false", "true", "true"], world.Service.Sent.Where(static call => call.Step == "push").Select(static call => call.Headers["X-PSN-RECONNECTION"]));
        Assert.Equal(3, world.Service.Count("push-address"));
        Assert.Equal(6, world.Service.Sent.Select(static call => call.Headers["x-psn-request-id"]).Distinct(StringComparer.Ordinal).Count());
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task What_was_pushed_before_is_read_before_the_word_that_something_was_missed()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        await peer.SayAsync(PushWorld.Named("before"));
        await peer.CloseAsync();
        await world.ReconnectedAsync();
        Assert.Equal("before", (await connection.NextAsync()).Data.GetString());
        Assert.IsType<PsnPushMissed>(await connection.NextAsync());
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_service_that_fails_for_now_is_asked_again_with_growing_pauses()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        world.Service.Next("push-address", static () => ScriptedAnswer.Json(503, ""), times: 2);
        world.Service.Next("push", static () => ScriptedAnswer.Lost());
        peer.Drop();
        await world.ReconnectedAsync();
        DateTimeOffset[] tries = [.. world.Service.Sent.Where(static call => call.Step == "push-address").Select(static call => call.At)];
        Assert.Equal(5, tries.Length);
        double[] most = [1, 2, 4, 8];
        Assert.All(tries.Zip(tries.Skip(1), static (one, next) => (next - one).TotalSeconds).Zip(most), static pair => Assert.InRange(pair.First, pair.Second / 2, pair.Second));
        Assert.True(connection.IsConnected);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_token_that_is_refused_for_good_ends_the_events_with_that_error()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        await peer.SayAsync(PushWorld.Named("before"));
        Assert.Equal("before", (await connection.NextAsync()).Data.GetString());
        world.Service.Next("push", static () => ScriptedAnswer.Json(401, "{}"), times: 2);
        peer.Drop();
        Task<ProviderException> ended = Assert.ThrowsAsync<ProviderException>(() => connection.ReadToEndAsync());
        await world.WalkAsync(ended);
        Assert.Equal(401, (await ended).Status);
        Assert.False(connection.IsConnected);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_grant_that_is_over_asks_for_a_sign_in()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        world.Service.RefuseAccess();
        world.Service.EndGrant();
        peer.Drop();
        Task<SignInRequiredException> ended = Assert.ThrowsAsync<SignInRequiredException>(() => connection.ReadToEndAsync());
        await world.WalkAsync(ended);
        Assert.Equal(SignInReason.Revoked, (await ended).Reason);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_sign_out_ends_it_with_a_word_and_a_stop_quietly()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        await me.SignOutAsync();
        Assert.Equal(SignInReason.SignedOut, (await Assert.ThrowsAsync<SignInRequiredException>(() => connection.ReadToEndAsync())).Reason);
        await peer.Over;
        await Assert.ThrowsAsync<SignInRequiredException>(() => me.Push.ConnectAsync(PushWorld.Options));

        PsnAccount again = await world.SignInAsync(world.Host.Services.GetService(typeof(IPsnAuth)) as IPsnAuth ?? throw new InvalidOperationException());
        (PsnPushConnection other, PushPeer end) = await world.ConnectAsync(again);
        await world.StopAsync();
        Assert.Empty(await other.ReadToEndAsync());
        await end.Over;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => again.Push.ConnectAsync(PushWorld.Options));
    }

    [Fact]
    public async Task It_is_pinged_when_the_service_wants_it_and_lives_while_that_is_answered()
    {
        await using PsnWorld world = await KeepsAliveAsync();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, _) = await world.ConnectAsync(me);
        for (int i = 1; i <= 5; i++)
        {
            world.Clock.Advance(Interval);
            await ProviderHarness.UntilAsync(() => world.Service.Push.Pings == i && !world.Clock.HasTimer(Silence));
        }

        Assert.True(connection.IsConnected);
        Assert.Equal(1, world.Service.Count("push"));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task One_that_answers_no_ping_is_lost_and_made_again()
    {
        await using PsnWorld world = await KeepsAliveAsync();
        PsnAccount me = await world.SignInAsync();
        world.Service.Push.IsDeaf = true;
        (PsnPushConnection connection, _) = await world.ConnectAsync(me);
        world.Clock.Advance(Interval);
        world.Clock.Advance(Silence - TimeSpan.FromMilliseconds(1));
        Assert.True(connection.IsConnected);
        world.Service.Push.IsDeaf = false;
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        PushPeer next = await world.ReconnectedAsync();
        Assert.IsType<PsnPushMissed>(await connection.NextAsync());
        await next.SayAsync(PushWorld.Named("next"));
        Assert.Equal("next", (await connection.NextAsync()).Data.GetString());
        Assert.Equal("true", world.Service.Last("push").Headers["X-PSN-RECONNECTION"]);
        await connection.DisposeAsync();
    }

    [Theory]
    [InlineData("", 10)]
    [InlineData(""","keepAliveStatus":null""", 10)]
    [InlineData(""","keepAliveStatus":{"clientKeepAliveInterval":"30000"}""", 30)]
    [InlineData(""","keepAliveStatus":{"clientKeepAliveInterval":0}""", 10)]
    [InlineData(""","keepAliveStatus":{"clientKeepAliveInterval":-5}""", 10)]
    [InlineData(""","keepAliveStatus":{"clientKeepAliveInterval":1}""", 1)]
    [InlineData(""","keepAliveStatus":{"clientKeepAliveInterval":2000000000}""", 600)]
    [InlineData(""","keepAliveStatus":{"clientKeepAliveInterval":[]}""", 10)]
    public async Task An_interval_that_makes_no_sense_neither_floods_the_service_nor_is_waited_for(string said, int seconds)
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        world.Service.Push.Address = $$"""{"fqdn":"{{ScriptedPush.Host}}"{{said}}}""";
        (PsnPushConnection connection, _) = await world.ConnectAsync(me);
        Assert.True(world.Clock.HasTimer(TimeSpan.FromSeconds(seconds)));
        await connection.DisposeAsync();
    }

    private static Task<PsnWorld> KeepsAliveAsync()
    {
        PsnWorld world = PushWorld.Create();
        world.Service.Push.Address = $$$"""{"fqdn":"{{{ScriptedPush.Host}}}","keepAliveStatus":{"clientKeepAliveInterval":{{{Interval.TotalMilliseconds}}},"clientKeepAliveTimeout":{{{Silence.TotalMilliseconds}}}}}""";
        return Task.FromResult(world);
    }
}
