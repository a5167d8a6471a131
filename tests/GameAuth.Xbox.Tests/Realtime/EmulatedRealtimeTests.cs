using System.Globalization;
using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>The same against an emulator that was written from the facts alone.</summary>
public class EmulatedRealtimeTests
{
    private static readonly EmulatedTitle Title = EmulatedPlayer.Default.Titles[0];

    [Fact]
    public async Task What_a_player_does_comes_typed()
    {
        await using RtaWorld world = await RtaWorld.StartEmulatedAsync();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        XboxSubscription<XboxAchievementProgress> achievements = await live.SubscribeToAchievementsAsync(Title.ServiceConfigId);
        EmulatedAchievement open = Title.Achievements.First(static one => one.UnlockedAt is null);
        Assert.True(world.Emulator.Xbox.Unlock(world.Me.Gamertag!, Title.TitleId, open.Id));
        XboxNotification<XboxAchievementProgress> news = await NextChangeAsync(achievements);
        Assert.Equal((Title.ServiceConfigId, open.Id, XboxAchievementState.Achieved), (news.Data!.ServiceConfigId, news.Data.AchievementId, news.Data.State));
        Assert.Equal(world.Clock.GetUtcNow(), news.Data.UnlockedAt!.Value, TimeSpan.FromSeconds(1));
        Assert.Single(world.Emulator.Xbox.RtaSubscriptions);
        await achievements.DisposeAsync();
        Assert.Empty(world.Emulator.Xbox.RtaSubscriptions);
    }

    [Fact]
    public async Task A_thousand_changes_of_presence_come_in_order()
    {
        await using RtaWorld world = await RtaWorld.StartEmulatedAsync();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        XboxSubscription<XboxRichPresence> presence = await live.SubscribeToPresenceAsync();
        Task<string[]> reading = Task.Run(async () =>
        {
            List<string> seen = [];
            while (seen.Count < 1000)
            {
                XboxRichPresence now = (await NextChangeAsync(presence)).Data!;
                Assert.Equal(world.Me.Xuid, now.Xuid);
                seen.Add(now.Text);
            }

            return seen.ToArray();
        });
        for (int i = 0; i < 1000; i++)
        {
            world.Emulator.Xbox.SetPresence(world.Me.Gamertag!, new EmulatedPresence
            {
                State = EmulatedPresenceState.Online, TitleId = Title.TitleId, TitleName = Title.Name, RichPresence = $"Move {i}",
            });
        }

        string[] texts = await reading.WaitAsync(RtaServer.Patience);
        int[] moves = [.. texts.Select(static text => int.Parse(text.Split(' ')[^1], CultureInfo.InvariantCulture))];
        Assert.Equal(Enumerable.Range(0, 1000), moves);
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_with_its_subscriptions_and_a_resync()
    {
        await using RtaWorld world = await RtaWorld.StartEmulatedAsync();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        XboxSubscription<XboxAchievementProgress> one = await live.SubscribeToAchievementsAsync(Title.ServiceConfigId);
        XboxSubscription<XboxAchievementProgress> other = await live.SubscribeToAchievementsAsync(Title.ServiceConfigId);
        foreach (int times in (int[])[1, 2])
        {
            Assert.Equal(1, world.Emulator.Xbox.DropRtaConnections());
            Assert.True((await NextAsync(one, static news => news.IsResync)).IsResync);
            Assert.True((await NextAsync(other, static news => news.IsResync)).IsResync);
            Assert.Equal((times, 1), (world.Pauses.Count, world.Emulator.Xbox.RtaConnections));
        }

        EmulatedAchievement open = Title.Achievements.First(static achievement => achievement.UnlockedAt is null);
        world.Emulator.Xbox.Unlock(world.Me.Gamertag!, Title.TitleId, open.Id);
        Assert.Equal((open.Id, open.Id), ((await NextChangeAsync(one)).Data!.AchievementId, (await NextChangeAsync(other)).Data!.AchievementId));
        Assert.Equal(1, world.Emulator.Xbox.SendRtaResync());
        await NextAsync(one, static news => news.IsResync);
    }

    [Fact]
    public async Task The_next_connection_takes_over_before_the_service_ends_the_first()
    {
        await using RtaWorld world = await RtaWorld.StartEmulatedAsync();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        XboxSubscription<XboxAchievementProgress> achievements = await live.SubscribeToAchievementsAsync(Title.ServiceConfigId);
        for (int i = 1; i <= 3; i++)
        {
            await world.RenewalIsDueAsync();
            world.Clock.Advance(TimeSpan.FromMinutes(90));
            await NextAsync(achievements, static news => news.IsResync);
            await RtaWorld.SoonAsync(() => world.Emulator.Xbox.RtaConnections == 1);
            Assert.Equal(1 + i, world.Count("rta.connect"));
        }

        Assert.Empty(world.Pauses);
    }

    [Fact]
    public async Task A_token_that_the_service_forgot_is_minted_again_once()
    {
        await using RtaWorld world = await RtaWorld.StartEmulatedAsync();
        await world.Me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        world.Emulator.Xbox.ExpireNow(XboxTokenKind.Xsts);
        world.Emulator.Log.Clear();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        Assert.Equal((2, 1), (world.Count("rta.connect"), world.Count("xsts.authorize")));
        Assert.True(live.IsConnected);
    }

    [Fact]
    public async Task Its_limit_and_its_refusals_are_typed()
    {
        await using RtaWorld world = await RtaWorld.StartEmulatedAsync(static emulator => emulator.Xbox.RtaSubscriptionLimit = 1);
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        ProviderException unknown = await Assert.ThrowsAsync<ProviderException>(() => live.SubscribeAsync(new Uri("https://nothing.xboxlive.com/here")));
        Assert.Equal("1", unknown.Code);
        await live.SubscribeToAchievementsAsync(Title.ServiceConfigId);
        ProviderException limit = await Assert.ThrowsAsync<ProviderException>(() => live.SubscribeToPresenceAsync());
        Assert.Equal("2", limit.Code);
        world.Emulator.Faults.Add(new Fault { At = "rta.subscribe", FrameStatus = 1001 });
        await Assert.ThrowsAsync<ThrottledException>(() => live.SubscribeToPresenceAsync());
    }

    [Fact]
    public async Task Disposed_it_leaves_nothing_at_the_service()
    {
        await using RtaWorld world = await RtaWorld.StartEmulatedAsync();
        XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        await live.SubscribeToPresenceAsync();
        await live.DisposeAsync();
        await RtaWorld.SoonAsync(() => world.Emulator.Xbox.RtaConnections == 0);
        Assert.Empty(world.Emulator.Xbox.RtaSubscriptions);
    }

    private static Task<XboxNotification<T>> NextChangeAsync<T>(XboxSubscription<T> subscription) =>
        NextAsync(subscription, static news => news.Kind is XboxNotificationKind.Change);

    private static async Task<XboxNotification<T>> NextAsync<T>(XboxSubscription<T> subscription, Func<XboxNotification<T>, bool> isWanted)
    {
        XboxNotification<T> next = await subscription.NextAsync();
        while (!isWanted(next))
        {
            next = await subscription.NextAsync();
        }

        return next;
    }
}
