using GameAuth.ProviderContract;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Psn.Tests.Reads;

/// <summary>Profiles, trophies, presence and friends.</summary>
public class ReadTests
{
    private static readonly PsnTrophySet Set = new("NPWR00000_00", "trophy2");

    [Fact]
    public async Task Profiles_are_read_by_account_id_and_by_online_id()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnProfile own = await me.Profiles.GetOwnAsync();
        Assert.Equal((ScriptedService.Player, "EmuHunter", "hunts", true), (own.AccountId, own.OnlineId, own.AboutMe, own.IsPlus));
        Assert.Equal(["en-US"], own.Languages);
        Assert.Equal($"/api/userProfile/v1/internal/users/{ScriptedService.Player}/profiles", world.Service.Last("profile").Address.AbsolutePath);
        PsnProfile friend = (await me.Profiles.GetByOnlineIdAsync("EmuFriend"))!;
        Assert.Equal((ScriptedReads.Friend, "EmuFriend", true), (friend.AccountId, friend.OnlineId, friend.IsPlus));
        Assert.Equal("https://static.np.community.playstation.net/avatar/l.png", friend.Avatar?.AbsoluteUri);
        Assert.Equal("us-prof.np.community.playstation.net", world.Service.Last("legacy").Address.Host);
        world.Service.Next("profile", static () => ScriptedAnswer.Json(404, """{"error":{"code":2105356,"message":"User not found"}}"""));
        Assert.Null(await me.Profiles.GetAsync(ScriptedReads.Friend));
        world.Service.Next("legacy", static () => ScriptedAnswer.Json(404, """{"error":{"code":2105356,"message":"User not found"}}"""));
        Assert.Null(await me.Profiles.GetByOnlineIdAsync("nobody-here"));
    }

    [Fact]
    public async Task A_summary_and_the_titles_come_over_two_pages()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnTrophySummary summary = await me.Trophies.GetSummaryAsync();
        Assert.Equal((412, 37, 5, 17), (summary.Level, summary.Progress, summary.Tier, summary.Earned.Total));
        List<PsnTrophyTitle> titles = [];
        await foreach (PsnTrophyTitle title in me.Trophies.ListTitlesAsync())
        {
            titles.Add(title);
        }

        Assert.Equal(["Emu 0", "Emu 1", "Emu 2"], titles.Select(static title => title.Name));
        Assert.Equal((Set, 50, 12, 5), (titles[0].Set, titles[0].Progress, titles[0].Defined.Total, titles[0].Earned.Total));
        Assert.Equal(["PS5", "PSPC"], titles[0].Platforms);
        Assert.Equal(["0", "2"], world.Service.Sent.Where(static call => call.Step == "titles").Select(static call => call.Query["offset"]));
    }

    [Fact]
    public async Task A_list_that_is_left_early_asks_for_no_further_page()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await foreach (PsnTrophyTitle _ in me.Trophies.ListTitlesAsync())
        {
            break;
        }

        Assert.Equal(1, world.Service.Count("titles"));
    }

    [Fact]
    public async Task Pages_that_lead_back_end_with_a_typed_error()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("friends", static () => ScriptedAnswer.Json(200, """{"friends":["9000000000000000002"],"nextOffset":1}"""), times: 20);
        await Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await foreach (string _ in me.Friends.ListAsync())
            {
            }
        });
        Assert.Equal(2, world.Service.Count("friends"));
    }

    [Fact]
    public async Task Groups_and_earned_trophies_are_asked_for_under_the_service_name_that_the_title_says()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        IReadOnlyList<PsnTrophyGroup> groups = await me.Trophies.GetGroupsAsync(Set);
        Assert.Equal(["default", "001"], groups.Select(static group => group.GroupId));
        Assert.Equal("trophy2", world.Service.Last("groups").Query["npServiceName"]);
        List<PsnEarnedTrophy> earned = [];
        await foreach (PsnEarnedTrophy trophy in me.Trophies.ListEarnedAsync(Set, ScriptedReads.Friend, "001"))
        {
            earned.Add(trophy);
        }

        Assert.Equal([true, false, false], earned.Select(static trophy => trophy.IsEarned));
        Assert.Equal((12.5, "bronze"), (earned[0].EarnedRate, earned[0].Grade));
        Assert.NotNull(earned[0].EarnedAt);
        Assert.Equal($"/api/trophy/v1/users/{ScriptedReads.Friend}/npCommunicationIds/NPWR00000_00/trophyGroups/001/trophies", world.Service.Last("earned").Address.AbsolutePath);
        Assert.Equal("trophy2", world.Service.Last("earned").Query["npServiceName"]);
    }

    [Fact]
    public async Task Presence_is_read_for_one_and_for_many_in_the_order_of_the_ids()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPresenceRecord one = (await me.Presence.GetAsync())!;
        Assert.Equal((true, "PS5", "Emu Forbidden"), (one.IsOnline, one.Platform, Assert.Single(one.Titles).Name));
        string[] ids = [.. Enumerable.Range(0, 150).Select(static i => $"9{i:D4}"), "12345", "90000"];
        IReadOnlyList<PsnPresenceRecord> many = await me.Presence.GetManyAsync(ids);
        Assert.Equal(ids[..150], many.Select(static record => record.AccountId));
        Assert.Equal(2, world.Service.Count("presences"));
        Assert.Empty(await me.Presence.GetManyAsync([]));
        Assert.Equal(2, world.Service.Count("presences"));
    }

    [Fact]
    public async Task Friends_come_over_two_pages()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        List<string> friends = [];
        await foreach (string friend in me.Friends.ListAsync())
        {
            friends.Add(friend);
        }

        Assert.Equal(["9000000000000000002", "9000000000000000003", "9000000000000000004"], friends);
    }

    [Fact]
    public async Task What_is_no_id_is_refused_before_anything_is_sent()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        foreach (string id in (string[])["", "abc", "12/34", "../me", "123456789012345678901"])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => me.Profiles.GetAsync(id));
            Assert.Throws<ArgumentException>(() => me.Friends.ListAsync(id));
            await Assert.ThrowsAsync<ArgumentException>(() => me.Presence.GetManyAsync([id]));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => me.Profiles.GetByOnlineIdAsync("../x"));
        Assert.Throws<ArgumentException>(() => me.Trophies.ListEarnedAsync(new PsnTrophySet("NPWR/..", "trophy")));
        Assert.Throws<ArgumentException>(() => me.Trophies.ListEarnedAsync(new PsnTrophySet("NPWR00000_00", "trophy&limit=1")));
        Assert.Empty(world.Service.Sent);
    }

    [Fact]
    public async Task Answers_may_be_odd_in_any_member()
    {
        await using PsnWorld world = new() { Family = Unlimited };
        PsnAccount me = await world.SignInAsync();
        await CheckAsync(world, "summary", ScriptedReads.Summary, ["trophyLevel"], () => me.Trophies.GetSummaryAsync());
        await CheckAsync(world, "profile", ScriptedReads.Profile, ["onlineId"], () => me.Profiles.GetOwnAsync());
        await CheckAsync(world, "legacy", ScriptedReads.Legacy, ["profile", "profile.onlineId", "profile.accountId"], () => me.Profiles.GetByOnlineIdAsync("EmuFriend"));
        await CheckAsync(world, "presence", ScriptedReads.Presence, ["basicPresence"], () => me.Presence.GetAsync());
    }

    private static Task CheckAsync(PsnWorld world, string step, string answer, string[] needed, Func<Task> read) => AnswerShapes.CheckAsync(answer, needed, async text =>
    {
        world.Service.Next(step, () => ScriptedAnswer.Json(200, text));
        await read();
    });

    private static void Unlimited(GameAuthBuilder gameAuth) => gameAuth.Services.Configure<RequestPacerOptions>(
        static pacer => pacer.Rules.Add(new PaceRule("psn/calls/*", new PaceWindow(100_000, TimeSpan.FromMinutes(1)))));
}
