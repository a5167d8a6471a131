using System.Text.Json;

namespace GameAuth.Xbox.Tests;

public class ReconnectTests
{
    [Fact]
    public async Task Pauses_double_from_1_to_60_seconds_with_jitter()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, _, RtaPeer peer) = await world.SubscribeAsync();
        for (int i = 0; i < 8; i++)
        {
            world.Server.Answers.Enqueue("503 Service Unavailable");
        }

        peer.Drop();
        await world.Server.NextAsync();
        double[] pauses = [.. world.Pauses.Select(static pause => pause.TotalSeconds)];
        double[] most = [1, 2, 4, 8, 16, 32, 60, 60, 60];
        Assert.Equal(most.Length, pauses.Length);
        Assert.All(pauses.Zip(most), static pair => Assert.InRange(pair.First, pair.Second / 2, pair.Second));
        Assert.NotEqual(pauses[6], pauses[7]);
        await live.DisposeAsync();
    }

    [Fact]
    public async Task Connections_that_break_at_once_do_not_bring_the_pause_back_to_1_second_and_a_healthy_one_does()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, _, RtaPeer peer) = await world.SubscribeAsync();
        for (int i = 0; i < 3; i++)
        {
            peer.Drop();
            peer = await world.Server.NextAsync();
            await peer.NextAsync();
        }

        Assert.InRange(world.Pauses.Last().TotalSeconds, 2, 4);

        // Not while the answer to the subscription is on its way, whose time limit would pass too.
        await RtaWorld.SoonAsync(() => world.Clock.NextTimer > TimeSpan.FromSeconds(30));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        peer.Drop();
        await world.Server.NextAsync();
        Assert.InRange(world.Pauses.Last().TotalSeconds, 0.5, 1);
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_limit_on_the_way_back_is_waited_for()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, _, RtaPeer peer) = await world.SubscribeAsync();
        world.Server.Answers.Enqueue("429 Too Many Requests\r\nRetry-After: 77");
        peer.Drop();
        await world.Server.NextAsync();
        Assert.Equal(TimeSpan.FromSeconds(77), world.Pauses.Last());
        await live.DisposeAsync();
    }

    [Fact]
    public async Task After_90_minutes_the_next_connection_takes_over_before_the_old_one_ends()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer old) = await world.SubscribeAsync();
        TaskCompletionSource seen = new();
        world.Server.Script = (peer, frame) =>
        {
            // While the new connection is asked, the old one still stands and serves.
            Assert.False(old.Over.IsCompleted);
            seen.TrySetResult();
            return RtaServer.Agree(peer, frame);
        };
        await world.RenewalIsDueAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(89));
        await old.SayAsync("[3,1,1]");
        Assert.Equal("1", (await friends.NextAsync()).Show());
        Assert.Single(world.Server.Handshakes);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        RtaPeer next = await world.Server.NextAsync();
        await seen.Task.WaitAsync(RtaServer.Patience);
        Assert.True((await friends.NextAsync()).IsResync);
        await old.Over.WaitAsync(RtaServer.Patience);
        Assert.True(old.WasClosed);
        await next.SayAsync("[3,1,2]");
        Assert.Equal("2", (await friends.NextAsync()).Show());
        Assert.Empty(world.Pauses);
        await world.RenewalIsDueAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(90));
        await world.Server.NextAsync();
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_old_connection_serving()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer old) = await world.SubscribeAsync();
        world.PassPauses = false;
        world.Server.Answers.Enqueue("503 Service Unavailable");
        await world.RenewalIsDueAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(90));
        await RtaWorld.SoonAsync(() => world.Pauses.Count == 1);
        await old.SayAsync("[3,1,1]");
        Assert.Equal("1", (await friends.NextAsync()).Show());
        Assert.True(live.IsConnected);
        XboxSubscription<JsonElement> late = await live.SubscribeAsync(new Uri("https://social.xboxlive.com/late"));
        await world.Clock.PassAsync(world.Pauses.Single());
        RtaPeer next = await world.Server.NextAsync();
        Assert.Equal([$"[1,1,\"{friends.Resource}\"]", $"[1,2,\"{late.Resource}\"]"], [await next.NextAsync(), await next.NextAsync()]);
        await old.Over.WaitAsync(RtaServer.Patience);
        await live.DisposeAsync();
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("[\"1\"]")]
    [InlineData("[1,2]")]
    [InlineData("[3,{},1]")]
    [InlineData("[3,1,{\"a\":]")]
    [InlineData("large")]
    public async Task A_damaged_frame_ends_the_connection_and_nothing_else(string frame)
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        await peer.SayAsync(frame == "large" ? $"[3,1,\"{new string('x', 256 << 10)}\"]" : frame);
        RtaPeer next = await world.Server.NextAsync();
        Assert.True((await friends.NextAsync()).IsResync);
        await next.SayAsync("[3,1,1]");
        Assert.Equal("1", (await friends.NextAsync()).Show());
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_frame_as_large_as_allowed_comes_through()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        string text = new('x', (256 << 10) - 8);
        await peer.SayAsync($"[3,1,\"{text}\"]");
        Assert.Equal(text, (await friends.NextAsync()).Data.GetString());
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_says_goodbye_is_met_again()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        await peer.CloseAsync();
        await world.Server.NextAsync();
        Assert.True((await friends.NextAsync()).IsResync);
        await live.DisposeAsync();
    }

    [Fact]
    public async Task Unsubscribed_during_the_pause_it_is_not_made_again()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        XboxSubscription<JsonElement> other = await live.SubscribeAsync(new Uri("https://social.xboxlive.com/other"));
        world.PassPauses = false;
        peer.Drop();
        await RtaWorld.SoonAsync(() => world.Pauses.Count == 1);
        Assert.False(live.IsConnected);
        await friends.DisposeAsync();
        await world.Clock.PassAsync(world.Pauses.Single());
        RtaPeer next = await world.Server.NextAsync();
        Assert.True((await other.NextAsync()).IsResync);
        Assert.Equal([$"[1,1,\"{other.Resource}\"]"], [await next.NextAsync(), .. next.Rest()]);
        await live.DisposeAsync();
    }

    [Fact]
    public async Task Unsubscribed_while_it_is_made_again_it_is_taken_back()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        world.Server.Script = static (peer, frame) => frame[0].GetInt32() == 1 ? [] : RtaServer.Agree(peer, frame);
        peer.Drop();
        RtaPeer next = await world.Server.NextAsync();
        await next.NextAsync();
        await friends.DisposeAsync();
        await next.SayAsync("[1,1,0,9,{}]");
        Assert.Equal("[2,2,9]", await next.NextAsync());
        await live.DisposeAsync();
    }

    [Fact]
    public async Task Subscribed_during_the_pause_it_is_made_on_the_next_connection()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, _, RtaPeer peer) = await world.SubscribeAsync();
        world.PassPauses = false;
        peer.Drop();
        await RtaWorld.SoonAsync(() => world.Pauses.Count == 1);
        Task<XboxSubscription<JsonElement>> late = live.SubscribeAsync(new Uri("https://social.xboxlive.com/late"));
        await world.Clock.PassAsync(world.Pauses.Single());
        await world.Server.NextAsync();
        await (await late.WaitAsync(RtaServer.Patience)).DisposeAsync();
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_request_without_an_answer_costs_the_connection_not_the_caller()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Script = static (_, _) => [];
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        RtaPeer deaf = await world.Server.NextAsync();
        Task<XboxSubscription<JsonElement>> subscribing = live.SubscribeAsync(RtaWorld.Friends);
        await deaf.NextAsync();
        world.Server.Script = RtaServer.Agree;
        await world.Clock.PassAsync(TimeSpan.FromSeconds(30));
        await world.Server.NextAsync();
        await subscribing.WaitAsync(RtaServer.Patience);
    }

    [Theory]
    [InlineData(1001, 30)]
    [InlineData(1002, 1)]
    public async Task Refused_for_now_on_the_new_connection_it_is_tried_again_there(int status, int seconds)
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        int refusals = 1;
        world.Server.Script = (peer, frame) => Interlocked.Decrement(ref refusals) >= 0 ? [$"[1,{frame[1]},{status}]"] : RtaServer.Agree(peer, frame);
        peer.Drop();
        RtaPeer next = await world.Server.NextAsync();
        await RtaWorld.SoonAsync(() => world.Lines.Any(static line => line.Id == 1224));
        await world.Clock.PassAsync(TimeSpan.FromSeconds(seconds));
        Assert.True((await friends.NextAsync()).IsResync);
        Assert.Equal([$"[1,1,\"{friends.Resource}\"]", $"[1,2,\"{friends.Resource}\"]"], [await next.NextAsync(), await next.NextAsync()]);
        await live.DisposeAsync();
    }

    [Fact]
    public async Task Refused_for_good_on_the_new_connection_it_ends_and_the_others_go_on()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        XboxSubscription<JsonElement> other = await live.SubscribeAsync(new Uri("https://social.xboxlive.com/other"));
        world.Server.Script = static (peer, frame) => frame[2].GetString() == RtaWorld.Friends.AbsoluteUri ? [$"[1,{frame[1]},1]"] : RtaServer.Agree(peer, frame);
        peer.Drop();
        Assert.True((await other.NextAsync()).IsResync);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => friends.ReadToEndAsync());
        Assert.Equal("1", error.Code);
        await live.DisposeAsync();
    }
}
