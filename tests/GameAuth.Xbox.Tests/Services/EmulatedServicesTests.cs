using System.Globalization;
using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>Every call against an emulator that was written by others from the same facts.</summary>
public class EmulatedServicesTests
{
    [Fact]
    public async Task Profiles_of_others_and_batches_with_players_whom_nobody_knows()
    {
        await using XboxWorld world = await EmulatedServices.StartAsync();
        XboxAccount me = await world.SignInAsync();
        Assert.Equal(("EmuAda", 1200), ((await me.GetProfileAsync()).Gamertag, (await me.GetProfileAsync()).Gamerscore));
        Assert.Equal("EmuBen", (await me.Profiles.GetAsync(EmulatedServices.Ben))?.Gamertag);
        Assert.Null(await me.Profiles.GetAsync(EmulatedServices.Nobody));
        IReadOnlyList<XboxProfile> some = await me.Profiles.GetManyAsync([EmulatedServices.Ben, EmulatedServices.Nobody, EmulatedServices.Ada]);
        Assert.Equal(["EmuBen", "EmuAda"], some.Select(static one => one.Gamertag));
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(7, 10)]
    [InlineData(1000, 1)]
    public async Task Achievements_page_by_page(int? size, int pages)
    {
        await using XboxWorld world = await EmulatedServices.StartAsync();
        XboxAccount me = await world.SignInAsync();
        List<XboxAchievement> all = await me.Achievements.ListAsync(new() { TitleIds = [EmulatedServices.Quest], PageSize = size }).ToListAsync();
        Assert.Equal(Enumerable.Range(1, 70).Select(static id => id.ToString(CultureInfo.InvariantCulture)), all.Select(static one => one.Id));
        Assert.Equal(pages, world.Count("achievements.list"));
        XboxAchievement first = all[0];
        Assert.Equal(
            ("First light", "You lit it.", "Light it.", EmulatedServices.QuestScid, 15, 1.0), (first.Name, first.Description, first.LockedDescription, first.ServiceConfigId, first.Gamerscore, first.Fraction));
        Assert.Equal((XboxAchievementState.Achieved, EmulatedServices.Unlocked), (first.ProgressState, first.TimeUnlocked));
        Assert.Equal(new XboxAchievementTitle(EmulatedServices.Quest, "Emu Quest"), Assert.Single(first.Titles));
        Assert.Equal((XboxAchievementState.InProgress, 0.4, null), (all[1].ProgressState, all[1].Fraction, all[1].TimeUnlocked));
        Assert.Equal((XboxAchievementState.NotStarted, true, 0.0), (all[2].ProgressState, all[2].IsSecret, all[2].Fraction));
    }

    [Fact]
    public async Task Achievements_that_are_unlocked_while_the_application_runs()
    {
        await using XboxWorld world = await EmulatedServices.StartAsync();
        XboxAccount me = await world.SignInAsync();
        XboxAchievementQuery unlocked = new() { UnlockedOnly = true };
        Assert.Equal(["1"], await me.Achievements.ListAsync(unlocked).Select(static one => one.Id).ToListAsync());
        Assert.True(world.Emulator.Xbox.Unlock("EmuAda", EmulatedServices.Quest, "3"));
        Assert.Equal(["1", "3"], await me.Achievements.ListAsync(unlocked).Select(static one => one.Id).OrderBy(static id => id).ToListAsync());
        XboxAchievement? third = await me.Achievements.GetAsync(EmulatedServices.QuestScid, "3");
        Assert.Equal((XboxAchievementState.Achieved, world.Clock.GetUtcNow()), (third!.ProgressState, third.TimeUnlocked));
        Assert.Null(await me.Achievements.GetAsync(EmulatedServices.QuestScid, "999"));
        Assert.Empty(await me.Achievements.ListAsync(new() { Xuid = EmulatedServices.Ben }).ToListAsync());
        Assert.Equal(404, (await Assert.ThrowsAsync<ProviderException>(() => me.Achievements.ListAsync(new() { Xuid = EmulatedServices.Nobody }).ToListAsync().AsTask())).Status);
    }

    [Fact]
    public async Task Tokens_that_are_refused_in_the_middle_of_a_walk_cost_no_page()
    {
        await using XboxWorld world = await EmulatedServices.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault { At = "achievements.list", Status = 401, Body = "", From = 2 });
        string calls = await world.CallsAsync(async () => Assert.Equal(70, await me.Achievements.ListAsync().CountAsync()));
        Assert.Equal("achievements.list:200 achievements.list:401 xsts.authorize:200 achievements.list:200 achievements.list:200", calls);
    }

    [Fact]
    public async Task Titles_the_latest_first_and_one_by_its_id()
    {
        await using XboxWorld world = await EmulatedServices.StartAsync();
        XboxAccount me = await world.SignInAsync();
        IReadOnlyList<XboxTitle> titles = await me.Titles.GetHistoryAsync();
        Assert.Equal(["Emu Quest", "Emu Classic"], titles.Select(static one => one.Name));
        Assert.Equal((EmulatedServices.Quest, EmulatedServices.QuestScid, XboxTitleType.Game, EmulatedServices.Unlocked.AddHours(1)), (titles[0].TitleId, titles[0].ServiceConfigId, titles[0].Type, titles[0].LastPlayed));
        Assert.Equal(["PC"], titles[0].Devices);
        Assert.Equal((1, 15, 2), (titles[0].Achievements!.CurrentAchievements, titles[0].Achievements!.CurrentGamerscore, titles[0].Achievements!.SourceVersion));
        Assert.Equal(1, titles[1].Achievements!.SourceVersion);
        Assert.Equal("Emu Quest", Assert.Single(await me.Titles.GetHistoryAsync(new() { MaxItems = 1 })).Name);
        Assert.Equal("Emu Classic", (await me.Titles.GetAsync("1900000105"))?.Name);
        Assert.Null(await me.Titles.GetAsync("5"));
        Assert.Empty(await me.Titles.GetHistoryAsync(new() { Xuid = EmulatedServices.Ben }));
    }

    [Fact]
    public async Task Presence_of_oneself_of_another_and_of_many()
    {
        await using XboxWorld world = await EmulatedServices.StartAsync();
        XboxAccount me = await world.SignInAsync();
        XboxPresenceRecord own = await me.Presence.GetAsync();
        Assert.Equal((EmulatedServices.Ada, XboxPresenceState.Online), (own.Xuid, own.State));
        Assert.Contains(own.Devices.SelectMany(static one => one.Titles), static title => (title.TitleId, title.Name, title.RichPresence) == (EmulatedServices.Quest, "Emu Quest", "In the woods"));
        Assert.Empty((await me.Presence.GetAsync(new XboxPresenceQuery { Level = XboxPresenceLevel.User })).Devices);
        Assert.Equal(XboxPresenceState.Offline, (await me.Presence.GetAsync(EmulatedServices.Ben))?.State);
        Assert.Null(await me.Presence.GetAsync(EmulatedServices.Nobody));
        string[] asked = [EmulatedServices.Ben, EmulatedServices.Nobody, EmulatedServices.Ada];
        Assert.Equal([EmulatedServices.Ben, EmulatedServices.Ada], (await me.Presence.GetManyAsync(asked)).Select(static one => one.Xuid));
        Assert.Equal([EmulatedServices.Ada], (await me.Presence.GetManyAsync(asked, new XboxPresenceQuery { OnlineOnly = true })).Select(static one => one.Xuid));
        world.Emulator.Xbox.SetPresence("EmuAda", new EmulatedPresence { State = EmulatedPresenceState.Away });
        Assert.Equal(XboxPresenceState.Away, (await me.Presence.GetAsync()).State);
    }

    [Fact]
    public async Task Friends_other_players_and_summaries()
    {
        await using XboxWorld world = await EmulatedServices.StartAsync();
        XboxAccount me = await world.SignInAsync();
        XboxPerson cleo = Assert.Single(await me.People.GetFriendsAsync());
        Assert.Equal((EmulatedServices.Cleo, "EmuCleo", 7, true, true, false), (cleo.Xuid, cleo.Gamertag, cleo.Gamerscore, cleo.IsFavorite, cleo.IsFollowedByCaller, cleo.IsFollowingCaller));
        Assert.Equal("EmuBen", (await me.People.GetAsync(EmulatedServices.Ben))?.Gamertag);
        Assert.Null(await me.People.GetAsync(EmulatedServices.Nobody));
        Assert.Equal(["EmuCleo", "EmuBen"], (await me.People.GetManyAsync([EmulatedServices.Cleo, EmulatedServices.Nobody, EmulatedServices.Ben])).Select(static one => one.Gamertag));
        Assert.Empty(await me.People.GetFriendsAsync(new() { Xuid = EmulatedServices.Ben }));
        Assert.Equal(1, (await me.People.GetSummaryAsync()).FollowingCount);
        XboxSocialSummary? other = await me.People.GetSummaryAsync(EmulatedServices.Cleo);
        Assert.Equal((true, true, false), (other!.IsFollowedByCaller, other.IsFavorite, other.IsFollowingCaller));
        Assert.Null(await me.People.GetSummaryAsync(EmulatedServices.Nobody));
    }

    public static TheoryData<string, string> Steps => new()
    {
        { "achievements", "achievements.list" }, { "achievement", "achievements.get" }, { "title history", "titlehub.history" }, { "title", "titlehub.title" },
        { "own presence", "presence.get" }, { "presence batch", "presence.batch" }, { "people", "people.friends" }, { "people batch", "people.batch" },
        { "own social summary", "social.summary" }, { "profile batch", "profile.batch" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Damage_on_the_wire_is_a_typed_error_or_no_matter(string call, string step)
    {
        foreach (BodyDamage damage in Enum.GetValues<BodyDamage>().Where(static one => one is not BodyDamage.None))
        {
            await using XboxWorld world = await EmulatedServices.StartAsync();
            XboxAccount me = await world.SignInAsync();
            world.Emulator.Faults.Add(new Fault { At = step, Damage = damage });
            Exception? failure = await Record.ExceptionAsync(() => ServiceCalls.All[call](me, default));
            Assert.True(failure is null or ProviderException, $"{damage}: {failure}");
            bool isHarmless = damage is BodyDamage.UnknownFields or BodyDamage.NumbersAsStrings or BodyDamage.NineFractionDigits or BodyDamage.BadDates;
            Assert.True(failure is null || !isHarmless, $"{damage}: {failure}");
        }
    }
}
