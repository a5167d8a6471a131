using System.Globalization;
using System.Text.Json;

namespace GameAuth.Xbox.Tests;

public class LiveEventTests
{
    private const string Progress = """
        {"serviceConfigId":"00000000-1111-4222-8333-00000000000a","progression":[
          {"id":"1","requirements":[{"id":"22222222-1111-4222-8333-00000000000b","current":"100","target":"100","operationType":"Sum","valueType":"Integer","ruleParticipationType":"Individual"}],"progressState":"Achieved","timeUnlocked":"2030-01-18T02:48:21.707Z"},
          {"id":2,"requirements":null,"progressState":"NotAchieved","timeUnlocked":"0001-01-01T00:00:00.0000000Z","somethingNew":{}}],"contractVersion":1}
        """;

    private const string Presence = """
        {"devicetype":"XboxOne","titleid":0,"string1":"Home","string2":"","presenceState":"Online","presenceText":"Home\u0007","presenceDetails":[
          {"isBroadcasting":false,"device":"Scarlett","presenceText":"Home","state":"Active","titleId":"750323071","isGame":false,"isPrimary":true,"richPresenceText":""}],"xuid":2814600000000010}
        """;

    [Fact]
    public async Task Achievements_come_typed_one_by_one()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        RtaPeer peer = await world.Server.NextAsync();
        await using XboxSubscription<XboxAchievementProgress> subscription = await live.SubscribeToAchievementsAsync(RtaWorld.Scid.ToUpperInvariant());
        Assert.Equal($"[1,1,\"https://achievements.xboxlive.com/users/xuid({world.Me.Xuid})/achievements/{RtaWorld.Scid}\"]", await peer.NextAsync());
        await peer.SayAsync($"[3,1,{Progress}]");
        XboxNotification<XboxAchievementProgress>[] news = await subscription.TakeAsync(2);
        XboxAchievementProgress first = news[0].Data!;
        Assert.Equal((RtaWorld.Scid, "1", XboxAchievementState.Achieved), (first.ServiceConfigId, first.AchievementId, first.State));
        Assert.Equal(new DateTimeOffset(2030, 1, 18, 2, 48, 21, 707, TimeSpan.Zero), first.UnlockedAt);
        XboxAchievementRequirement need = Assert.Single(first.Requirements);
        Assert.Equal(("22222222-1111-4222-8333-00000000000b", "100", "100", 1.0), (need.Id, need.Current, need.Target, need.Fraction));
        XboxAchievementProgress second = news[1].Data!;
        Assert.Equal(("2", XboxAchievementState.NotStarted, null, 0), (second.AchievementId, second.State, second.UnlockedAt, second.Requirements.Count));
        Assert.All(news, static one => Assert.Equal((XboxNotificationKind.Change, false), (one.Kind, one.IsResync)));
    }

    [Fact]
    public async Task Presence_comes_typed_first_as_it_stands_then_as_it_changes()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        RtaPeer peer = await world.Server.NextAsync();
        world.Server.Script = static (_, frame) => [$"[1,{frame[1]},0,77,{Presence}]"];
        await using XboxSubscription<XboxRichPresence> subscription = await live.SubscribeToPresenceAsync("2814600000000011");
        Assert.Equal("[1,1,\"https://userpresence.xboxlive.com/users/xuid(2814600000000011)/richpresence\"]", await peer.NextAsync());
        await peer.SayAsync("""[3,77,{"presenceState":"Offline","xuid":"2814600000000010"}]""");
        XboxNotification<XboxRichPresence>[] news = await subscription.TakeAsync(2);
        XboxRichPresence now = news[0].Data!;
        Assert.Equal((XboxNotificationKind.State, "2814600000000010", true, "Home", "XboxOne"), (news[0].Kind, now.Xuid, now.IsOnline, now.Text, now.DeviceType));
        Assert.Equal(new XboxRichPresenceDetail("Scarlett", "750323071", "Home", "Active", false, true, false), Assert.Single(now.Details));
        XboxRichPresence later = news[1].Data!;
        Assert.Equal((XboxNotificationKind.Change, "Offline", false, "", 0), (news[1].Kind, later.State, later.IsOnline, later.Text, later.Details.Count));
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData("\"7\"", "7")]
    [InlineData("7", "\"7\"")]
    [InlineData("\"a\\\"b\"", "\"a\\\"b\"")]
    public async Task An_id_may_be_a_number_or_text_and_goes_back_as_it_came(string agreed, string inEvent)
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Script = (peer, frame) => frame[0].GetInt32() == 1 ? [$"[1,{frame[1]},0,{agreed},{{}}]", $"[3,{inEvent},{{\"n\":1}}]"] : RtaServer.Agree(peer, frame);
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        Assert.Equal("{\"n\":1}", (await friends.NextAsync()).Show());
        await friends.DisposeAsync();
        JsonElement left = JsonDocument.Parse(await peer.NextAsync()).RootElement;
        Assert.Equal((2, 2), (left[0].GetInt32(), left[1].GetInt32()));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(agreed).RootElement, left[2]));
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_thousand_events_come_in_order()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        Task<XboxNotification<JsonElement>[]> reading = friends.TakeAsync(1000);
        await peer.SayAsync([.. Enumerable.Range(0, 1000).Select(static n => $"[3,1,{n}]")]);
        Assert.Equal(Enumerable.Range(0, 1000), (await reading).Select(static one => one.Data.GetInt32()));
        await live.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_subscriptions_to_one_resource_hear_each_event_once_whether_their_ids_differ_or_not(bool differ)
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Script = (peer, frame) => frame[0].GetInt32() == 1 ? [$"[1,{frame[1]},0,{(differ ? ++peer.LastId : 1)}]"] : RtaServer.Agree(peer, frame);
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> one, RtaPeer peer) = await world.SubscribeAsync();
        XboxSubscription<JsonElement> other = await live.SubscribeAsync(RtaWorld.Friends);
        await peer.NextAsync();
        await peer.SayAsync(differ ? ["[3,1,1]", "[3,2,1]"] : ["[3,1,1]"]);
        Assert.Equal(("1", "1"), ((await one.NextAsync()).Show(), (await other.NextAsync()).Show()));
        await one.DisposeAsync();
        await peer.SayAsync(differ ? "[3,2,2]" : "[3,1,2]");
        Assert.Equal("2", (await other.NextAsync()).Show());
        Assert.Equal(differ ? ["[2,3,1]"] : [], peer.Rest());
        await other.DisposeAsync();
        Assert.Equal(differ ? "[2,4,2]" : "[2,3,1]", await peer.NextAsync());
        await live.DisposeAsync();
    }

    [Fact]
    public async Task What_is_unknown_is_ignored_with_a_line_in_the_log()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        await peer.SayAsync("[9,\"new\"]", "[3,999,{}]", "[2,999,0]", "[3,1,{\"n\":1},\"new\"]");
        Assert.Equal("{\"n\":1}", (await friends.NextAsync()).Show());
        Assert.Equal((1, 2), (world.Lines.Count(static line => line.Id == 526), world.Lines.Count(static line => line.Id == 527)));
        Assert.True(live.IsConnected);
        await live.DisposeAsync();
    }

    [Fact]
    public async Task An_event_of_another_shape_is_told_as_a_resync()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        RtaPeer peer = await world.Server.NextAsync();
        XboxSubscription<XboxAchievementProgress> subscription = await live.SubscribeToAchievementsAsync(RtaWorld.Scid);
        await peer.SayAsync("[3,1,\"text\"]", $"[3,1,{Progress}]");
        Assert.Equal([true, false, false], (await subscription.TakeAsync(3)).Select(static one => one.IsResync));
    }

    [Fact]
    public async Task A_slow_reader_finds_a_resync_in_place_of_what_it_missed()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        await peer.SayAsync([.. Enumerable.Range(0, 1026).Select(static n => $"[3,1,{n}]")]);
        await RtaWorld.SoonAsync(() => world.Lines.Any(static line => line.Id == 529));
        Assert.Equal(["resync", "1025"], (await friends.TakeAsync(2)).Select(Reading.Show));
        await live.DisposeAsync();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1002, true)]
    [InlineData(4711, false)]
    public async Task A_refused_subscription_is_an_error_with_the_status_as_its_code(int status, bool isTransient)
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Script = (peer, frame) => [$"[1,{frame[1]},{status},\"no \\u001b[31mway\"]"];
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => live.SubscribeAsync(RtaWorld.Friends));
        Assert.Equal((status.ToString(CultureInfo.InvariantCulture), isTransient, "xbox"), (error.Code, error.IsTransient, error.Provider));
        Assert.EndsWith("It says: no way", error.Message, StringComparison.Ordinal);
        Assert.True(live.IsConnected);
    }

    [Fact]
    public async Task A_throttled_subscription_says_when_to_come_back()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Script = static (_, frame) => [$"[1,{frame[1]},1001]"];
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => live.SubscribeAsync(RtaWorld.Friends));
        Assert.Equal((world.Clock.GetUtcNow() + TimeSpan.FromSeconds(30), true), (error.RetryAt, error.WasSent));
    }

    [Fact]
    public async Task A_resource_without_data_is_subscribed_to_when_it_has_an_id()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Script = static (_, frame) => [$"[1,{frame[1]},3,5,null]", "[3,5,1]"];
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, _) = await world.SubscribeAsync();
        Assert.Equal("1", (await friends.NextAsync()).Show());
        await live.DisposeAsync();
    }

    [Theory]
    [InlineData("http://social.xboxlive.com/users/me/friends")]
    [InlineData("/users/me/friends")]
    public async Task A_resource_that_is_no_https_address_is_refused_here(string resource)
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => live.SubscribeAsync(new Uri(resource, UriKind.RelativeOrAbsolute)));
        await Assert.ThrowsAsync<ArgumentException>(() => live.SubscribeToPresenceAsync("1)/../"));
        await Assert.ThrowsAsync<ArgumentException>(() => live.SubscribeToAchievementsAsync("no guid"));
    }

    [Fact]
    public async Task A_caller_who_gives_up_leaves_no_subscription_behind()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Script = static (peer, frame) => frame[0].GetInt32() == 1 ? [] : RtaServer.Agree(peer, frame);
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        RtaPeer peer = await world.Server.NextAsync();
        using CancellationTokenSource leaving = new();
        Task subscribing = live.SubscribeAsync(RtaWorld.Friends, leaving.Token);
        await peer.NextAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subscribing);
        await peer.SayAsync("[1,1,0,12,{}]");
        Assert.Equal("[2,2,12]", await peer.NextAsync());
    }
}
