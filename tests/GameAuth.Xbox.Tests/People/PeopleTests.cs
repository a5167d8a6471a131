using System.Globalization;
using System.Text.Json;

namespace GameAuth.Xbox.Tests;

public class PeopleTests
{
    private const string Decoration = "decoration/preferredColor,detail,multiplayerSummary,presenceDetail";

    private const string Ben = """
        {"xuid":"2814600000000011","isFavorite":true,"isFollowingCaller":false,"isFollowedByCaller":true,"isIdentityShared":false,"addedDateTimeUtc":"2020-05-01T10:00:00.1234567Z","displayName":"EmuBen\u200b",
        "realName":"","displayPicRaw":"https://images-eds-ssl.xboxlive.com/image?url=b","gamertag":"EmuBen","gamerScore":"27210","modernGamertag":"EmuBen","modernGamertagSuffix":"1234","uniqueModernGamertag":"EmuBen#1234",
        "xboxOneRep":"GoodPlayer","presenceState":"Online","presenceText":"Emu Quest","presenceDevices":null,"presenceDetails":[{"IsBroadcasting":false,"Device":"Scarlett","PresenceText":"Emu Quest - In the woods",
        "State":"Active","TitleId":219630713,"TitleType":null,"IsPrimary":true,"IsGame":false,"RichPresenceText":"In the woods"}],"preferredColor":{"primaryColor":"107c10","secondaryColor":"102b14","tertiaryColor":"155715"},
        "detail":{"accountTier":"Gold","bio":"Emulated.","isVerified":false,"location":"Loopback","tenure":"3","followingCount":121,"hasGamePass":true},"suggestion":null}
        """;

    [Theory]
    [InlineData("en-US")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public async Task Everything_that_the_service_says_is_read_in_any_culture(string culture)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync($$"""{"people":[{{Ben}}],"recommendationSummary":null,"friendFinderState":null}""");
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        XboxPerson ben = Assert.Single(await world.Me.People.GetFriendsAsync());
        Assert.Equal((ServiceWorld.Other, "EmuBen", "EmuBen", "1234", "EmuBen#1234"), (ben.Xuid, ben.Gamertag, ben.ModernGamertag, ben.ModernGamertagSuffix, ben.UniqueModernGamertag));
        Assert.Equal(("EmuBen", null, 27210, "GoodPlayer"), (ben.DisplayName, ben.RealName, ben.Gamerscore, ben.Reputation));
        Assert.Equal((true, false, true, false), (ben.IsFavorite, ben.IsFollowingCaller, ben.IsFollowedByCaller, ben.IsIdentityShared));
        Assert.Equal(new DateTimeOffset(2020, 5, 1, 10, 0, 0, TimeSpan.Zero).AddTicks(1234567), ben.Added);
        Assert.Equal((XboxPresenceState.Online, "Emu Quest"), (ben.PresenceState, ben.PresenceText));
        Assert.Equal(
            new XboxPersonPresence
            {
                Device = "Scarlett", TitleId = "219630713", PresenceText = "Emu Quest - In the woods", RichPresence = "In the woods", IsActive = true, IsPrimary = true,
            },
            Assert.Single(ben.PresenceDetails));
        Assert.Equal(new XboxPreferredColor("107c10", "102b14", "155715"), ben.PreferredColor);
        Assert.Equal(new XboxPersonDetail { AccountTier = "Gold", Bio = "Emulated.", Location = "Loopback", Tenure = "3", HasGamePass = true, FollowingCount = 121 }, ben.Detail);
        Assert.Equal("https://images-eds-ssl.xboxlive.com/image?url=b", ben.DisplayPicture?.AbsoluteUri);
    }

    [Fact]
    public async Task What_is_absent_null_or_typed_otherwise_costs_only_itself()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync("""
            {"people":[{"xuid":1,"gamerScore":27210,"isFavorite":"true","displayPicRaw":"http://example.test/a","presenceState":"Dreaming","presenceDetails":null,"addedDateTimeUtc":null,"realName":"Emu"},
            {"gamertag":"no id"},null,{"xuid":"2","presenceDetails":[null,{}],"preferredColor":{},"detail":{}}]}
            """);
        IReadOnlyList<XboxPerson> people = await world.Me.People.GetFriendsAsync();
        Assert.Equal(["1", "2"], people.Select(static one => one.Xuid));
        XboxPerson bare = people[0];
        Assert.Equal(("", 27210, true, null, "Emu"), (bare.Gamertag, bare.Gamerscore, bare.IsFavorite, bare.DisplayPicture, bare.RealName));
        Assert.Equal((XboxPresenceState.Unknown, null, null, null), (bare.PresenceState, bare.Added, bare.PreferredColor, bare.Detail));
        Assert.Empty(bare.PresenceDetails);
        Assert.Equal((new XboxPersonPresence { Device = "" }, new XboxPreferredColor("", "", ""), new XboxPersonDetail()), (Assert.Single(people[1].PresenceDetails), people[1].PreferredColor, people[1].Detail));
    }

    [Fact]
    public async Task A_text_that_was_cut_in_half_costs_neither_its_person_nor_the_list()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync("""{"people":[{"xuid":"1","gamertag":"A","detail":{"bio":"hi \ud83d"}},{"xuid":"2","gamertag":"B","detail":[7]},7]}""");
        IReadOnlyList<XboxPerson> people = await world.Me.People.GetFriendsAsync();
        Assert.Equal([("1", "A", "hi \uFFFD"), ("2", "B", null)], people.Select(static one => (one.Xuid, one.Gamertag, one.Detail?.Bio)));
    }

    [Fact]
    public async Task People_are_asked_for_in_the_ways_that_the_service_has()
    {
        string body = $$"""{"people":[{{Ben}}]}""";
        await using ServiceWorld world = await ServiceWorld.StartAsync(body, body, body, body, body);
        await world.Me.People.GetFriendsAsync();
        await world.Me.People.GetFriendsAsync(new() { Xuid = ServiceWorld.Other });
        Assert.Equal("EmuBen", (await world.Me.People.GetAsync(ServiceWorld.Other))?.Gamertag);
        Assert.Null(await world.Me.People.GetAsync(ServiceWorld.Xuid));
        Assert.Equal("EmuBen", Assert.Single(await world.Me.People.GetManyAsync([ServiceWorld.Xuid, ServiceWorld.Other])).Gamertag);
        Assert.Equal(
            [
                $"/users/me/people/social/{Decoration}", $"/users/xuid({ServiceWorld.Other})/people/social/{Decoration}", $"/users/me/people/xuids({ServiceWorld.Other})/{Decoration}",
                $"/users/me/people/xuids({ServiceWorld.Xuid})/{Decoration}", $"/users/me/people/batch/{Decoration}",
            ],
            world.Wire.Targets);
        Assert.Equal(["GET", "GET", "GET", "GET", "POST"], world.Wire.Sent.Select(static one => one.Method));
        Assert.All(world.Wire.Sent, static one => Assert.Equal(("3", "peoplehub.xboxlive.com"), (one.Headers["x-xbl-contract-version"], one.Target.Host)));
        JsonProperty sent = Assert.Single(JsonDocument.Parse(world.Wire.Sent[^1].Body).RootElement.EnumerateObject());
        Assert.Equal("xuids", sent.Name);
        Assert.Equal([ServiceWorld.Xuid, ServiceWorld.Other], sent.Value.Deserialize<string[]>()!);
    }

    [Fact]
    public async Task A_summary_counts_and_tells_how_players_stand_to_each_other()
    {
        const string Body = """
            {"targetFollowingCount":121,"targetFollowerCount":"105","isCallerFollowingTarget":true,"isTargetFollowingCaller":false,"hasCallerMarkedTargetAsFavorite":false,
            "hasCallerMarkedTargetAsIdentityShared":true,"legacyFriendStatus":"None","availablePeopleSlots":879,"recentChangeCount":5,"watermark":"1"}
            """;
        await using ServiceWorld world = await ServiceWorld.StartAsync(Body, Body, """{"watermark":"1"}""", """{"targetFollowingCount":1,"targetFollowerCount":[]}""");
        XboxSocialSummary expected = new() { FollowingCount = 121, FollowerCount = 105, IsFollowedByCaller = true, IsIdentityShared = true };
        Assert.Equal(expected, await world.Me.People.GetSummaryAsync());
        Assert.Equal(expected, await world.Me.People.GetSummaryAsync(ServiceWorld.Other));
        await Assert.ThrowsAsync<ProviderException>(() => world.Me.People.GetSummaryAsync());
        Assert.Equal(new XboxSocialSummary { FollowingCount = 1 }, await world.Me.People.GetSummaryAsync());
        Assert.Equal(["/users/me/summary", $"/users/xuid({ServiceWorld.Other})/summary", "/users/me/summary", "/users/me/summary"], world.Wire.Targets);
        Assert.All(world.Wire.Sent, static one => Assert.Equal(("2", "social.xboxlive.com"), (one.Headers["x-xbl-contract-version"], one.Target.Host)));
    }
}
