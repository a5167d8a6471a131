using System.Globalization;

namespace GameAuth.Xbox.Tests;

public class AchievementReadingTests
{
    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public async Task Everything_that_the_service_says_is_read_in_any_culture(string culture)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync($$"""{"achievements":[{{AchievementBodies.Full}}],"pagingInfo":{"continuationToken":null,"totalRecords":1} }""");
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        XboxAchievement one = Assert.Single(await world.Me.Achievements.ListAsync().ToListAsync());

        Assert.Equal(("5", AchievementBodies.Scid, "First light"), (one.Id, one.ServiceConfigId, one.Name));
        Assert.Equal(("You lit it.", "Light it.", true, false), (one.Description, one.LockedDescription, one.IsSecret, one.IsRevoked));
        Assert.Equal(
            (XboxAchievementState.Achieved, XboxAchievementType.Persistent, XboxParticipationType.Individual), (one.ProgressState, one.Type, one.ParticipationType));
        Assert.Equal(new DateTimeOffset(2015, 10, 26, 18, 11, 3, TimeSpan.Zero).AddTicks(6689508), one.TimeUnlocked);
        Assert.Equal([new XboxAchievementTitle("219630713", "Emu Quest")], one.Titles);
        Assert.Equal(["XboxOne", "Durango"], one.Platforms);
        Assert.Equal([new XboxAchievementMedia(new Uri("https://images-eds-ssl.xboxlive.com/image?url=a"), "Icon", "a.png")], one.MediaAssets);
        Assert.Equal("https://images-eds-ssl.xboxlive.com/image?url=a", one.Icon?.AbsoluteUri);
        Assert.Equal((null, TimeSpan.FromMinutes(30), "cccccccc-2222-4333-8444-555555555555"), (one.TimeWindow, one.EstimatedTime, one.ProductId));
        Assert.Equal(
            [
                new XboxAchievementRequirement
                {
                    Id = "aaaaaaaa-2222-4333-8444-555555555555", Current = "3", Target = "4", OperationType = "Sum", ValueType = "Integer", ParticipationType = XboxParticipationType.Individual,
                },
                new XboxAchievementRequirement { Id = "bbbbbbbb-2222-4333-8444-555555555555", Target = "1" },
            ],
            one.Requirements);
        Assert.Equal(
            [
                new XboxAchievementReward { Type = XboxRewardType.Gamerscore, Value = "10", ValueType = "Int" },
                new XboxAchievementReward
                {
                    Type = XboxRewardType.Art, Value = "art-1", ValueType = "String", Name = "Banner", Description = "A banner", Picture = new Uri("https://images-eds-ssl.xboxlive.com/image?url=c"),
                },
            ],
            one.Rewards);
        Assert.Equal((10, 1.0), (one.Gamerscore, one.Fraction));
    }

    [Fact]
    public async Task What_is_absent_null_or_typed_otherwise_costs_only_itself()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync("""
            {"achievements":[
              {"id":1},
              {"id":"2","serviceConfigId":null,"name":null,"titleAssociations":null,"progressState":"Halfway","progression":null,"mediaAssets":null,"platforms":null,"isSecret":"true","rewards":null,"timeWindow":{}},
              {"id":"3","progressState":"NotAchieved","progression":{"requirements":[null,{"current":3,"target":4.0}],"timeUnlocked":"0001-01-01T00:00:00.0000000Z"},"mediaAssets":[null,{}],"platforms":[null,""],
               "titleAssociations":[{"name":"no id"},{"id":"7"}],"rewards":[{},{"type":"Gamerscore","value":5},{"type":"Gamerscore","value":"many"}],"achievementType":"Quest",
               "timeWindow":{"startDate":"2026-01-01T00:00:00Z","endDate":"soon"},"estimatedTime":"00:00:00"},
              {"name":"no id"},
              null
            ],"pagingInfo":null}
            """);
        List<XboxAchievement> read = await world.Me.Achievements.ListAsync().ToListAsync();
        Assert.Equal(["1", "2", "3"], read.Select(static one => one.Id));
        XboxAchievement bare = read[0];
        Assert.Equal(("", "", "", "", null), (bare.ServiceConfigId, bare.Name, bare.Description, bare.LockedDescription, bare.ProductId));
        Assert.Equal((0, 0, 0, 0, 0), (bare.Titles.Count, bare.Platforms.Count, bare.Requirements.Count, bare.Rewards.Count, bare.MediaAssets.Count));
        Assert.Equal((0, 0.0, null, null), (bare.Gamerscore, bare.Fraction, bare.Icon, bare.TimeUnlocked));
        Assert.Equal((XboxAchievementState.Unknown, true, new XboxTimeWindow(null, null)), (read[1].ProgressState, read[1].IsSecret, read[1].TimeWindow));
        XboxAchievement odd = read[2];
        Assert.Equal((XboxAchievementState.NotStarted, XboxAchievementType.Unknown, null, null), (odd.ProgressState, odd.Type, odd.TimeUnlocked, odd.EstimatedTime));
        Assert.Equal((0.75, 5, "7"), (odd.Fraction, odd.Gamerscore, Assert.Single(odd.Titles).TitleId));
        Assert.Equal(new XboxTimeWindow(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), null), odd.TimeWindow);
        Assert.Equal((0, 0), (odd.Platforms.Count, odd.MediaAssets.Count));
    }

    [Theory]
    [InlineData("3", "4", 0.75)]
    [InlineData("9", "4", 1)]
    [InlineData("0", "4", 0)]
    [InlineData("-3", "4", 0)]
    [InlineData("3", "0", 0)]
    [InlineData("3", "", 0)]
    [InlineData("half", "4", 0)]
    [InlineData(null, "4", 0)]
    public void A_requirement_is_done_by_a_share_of_it(string? current, string target, double share) =>
        Assert.Equal(share, new XboxAchievementRequirement { Id = "", Current = current, Target = target }.Fraction);

    [Fact]
    public async Task One_achievement_is_asked_for_by_its_ids()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync($$"""{"achievement":{{AchievementBodies.One(5)}}}""", $$"""{"achievement":{{AchievementBodies.One(5)}}}""", """{"achievement":null}""");
        XboxAchievement? one = await world.Me.Achievements.GetAsync(AchievementBodies.Scid, "5");
        Assert.Equal("Emu 5", one?.Name);
        await world.Me.Achievements.GetAsync(AchievementBodies.Scid, "5", new XboxPlayerQuery { Xuid = ServiceWorld.Other });
        Assert.Equal(
            [$"/users/xuid({ServiceWorld.Xuid})/achievements/{AchievementBodies.Scid}/5", $"/users/xuid({ServiceWorld.Other})/achievements/{AchievementBodies.Scid}/5"], world.Wire.Targets);
        Assert.Equal("achievement", (await Assert.ThrowsAsync<ProviderException>(() => world.Me.Achievements.GetAsync(AchievementBodies.Scid, "5"))).Step);
    }
}
