using System.Text.Json;
using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

public class RealtimeEndTests
{
    [Fact]
    public async Task Disposed_it_says_goodbye_and_every_reader_ends_quietly()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        await peer.SayAsync("[3,1,1]");
        Assert.Equal("1", (await friends.NextAsync()).Show());
        Task<string[]> reading = friends.ReadToEndAsync();
        await live.DisposeAsync();
        Assert.Empty(await reading);
        await peer.Over.WaitAsync(RtaServer.Patience);
        Assert.True(peer.WasClosed);
        Assert.False(live.IsConnected);
        await live.DisposeAsync();
        await friends.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => live.SubscribeAsync(RtaWorld.Friends));
    }

    [Fact]
    public async Task Disposed_during_a_pause_it_ends_at_once()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        world.PassPauses = false;
        int timers = world.Clock.PendingTimers;
        peer.Drop();
        await RtaWorld.SoonAsync(() => world.Pauses.Count == 1);
        Task waiting = live.SubscribeAsync(RtaWorld.Friends);
        await live.DisposeAsync().AsTask().WaitAsync(RtaServer.Patience);
        Assert.Empty(await friends.ReadToEndAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.True(world.Clock.PendingTimers < timers, "A timer was left behind.");
        Assert.Single(world.Server.Handshakes);
    }

    [Fact]
    public async Task Disposed_during_a_handshake_it_ends_at_once()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        world.Server.Answers.Enqueue(RtaServer.Silence);
        peer.Drop();
        await RtaWorld.SoonAsync(() => world.Server.Handshakes.Count == 2);
        await live.DisposeAsync().AsTask().WaitAsync(RtaServer.Patience);
        Assert.Empty(await friends.ReadToEndAsync());
    }

    [Fact]
    public async Task A_host_that_stops_waits_for_the_goodbye_and_leaves_no_exception()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        Task<string[]> reading = friends.ReadToEndAsync();
        await world.Host.StopAsync();
        Assert.False(live.IsConnected);
        Assert.Empty(await reading);
        await peer.Over.WaitAsync(RtaServer.Patience);
        Assert.True(peer.WasClosed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => live.SubscribeAsync(RtaWorld.Friends));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => world.Me.ConnectRealTimeAsync());
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_stops_in_a_pause_does_not_wait_it_out()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (_, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        world.PassPauses = false;
        peer.Drop();
        await RtaWorld.SoonAsync(() => world.Pauses.Count == 1);
        await world.Host.StopAsync().WaitAsync(RtaServer.Patience);
        Assert.Empty(await friends.ReadToEndAsync());
    }

    [Fact]
    public async Task A_sign_out_ends_it_with_the_word_that_the_player_has_to_sign_in()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        await world.Me.SignOutAsync();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => friends.ReadToEndAsync());
        Assert.Equal(SignInReason.SignedOut, error.Reason);
        await peer.Over.WaitAsync(RtaServer.Patience);
        await Assert.ThrowsAsync<SignInRequiredException>(() => live.SubscribeAsync(RtaWorld.Friends));
        await Assert.ThrowsAsync<SignInRequiredException>(() => world.Me.ConnectRealTimeAsync());
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_grant_that_is_over_ends_it_at_the_next_connection()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        world.Emulator.Faults.Add(new Fault { At = "login.refresh", OAuthError = "invalid_grant" });
        Task<string[]> reading = friends.ReadToEndAsync();

        // Past the end of every token, yet no timer is due: the connection is lost before it is renewed.
        world.Clock.ShiftWallClock(TimeSpan.FromDays(15));
        peer.Drop();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => reading);
        Assert.Equal(SignInReason.Revoked, error.Reason);
        Assert.Equal(AccountStatus.SignInRequired, world.Me.Status);
        await Assert.ThrowsAsync<SignInRequiredException>(() => live.SubscribeAsync(RtaWorld.Friends));
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_token_that_is_refused_on_the_way_back_ends_it()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        world.Server.Answers.Enqueue("403 Forbidden");
        world.Server.Answers.Enqueue("403 Forbidden");
        peer.Drop();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => friends.ReadToEndAsync());
        Assert.Equal(403, error.Status);
        Assert.Contains(world.Lines, static line => line.Id == 1223);
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_thousand_subscriptions_are_the_most()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        XboxSubscription<JsonElement>[] all = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => live.SubscribeAsync(RtaWorld.Friends)));
        await Assert.ThrowsAsync<IllegalStepException>(() => live.SubscribeAsync(RtaWorld.Friends));
        await all[0].DisposeAsync();
        await live.SubscribeAsync(RtaWorld.Friends);
    }
}
