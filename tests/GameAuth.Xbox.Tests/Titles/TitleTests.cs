using System.Globalization;

namespace GameAuth.Xbox.Tests;

public class TitleTests
{
    private const string Decoration = "decoration/achievement,gamepass,image,scid";

    private const string Full = """
        {"xuid":"2814600000000010","titles":[{"titleId":"1717113201","pfn":"Emu.Quest_8wekyb3d8bbwe","bingId":"x","serviceConfigId":"11111111-2222-4333-8444-555555555555",
        "windowsPhoneProductId":null,"name":"Emu\u202e Quest","type":"Game","devices":["PC","XboxSeries"],"displayImage":"http://store-images.s-microsoft.com/image/apps.1","mediaItemType":"Application",
        "modernTitleId":"1717113202","isBundle":false,"achievement":{"currentAchievements":3,"totalAchievements":0,"currentGamerscore":150,"totalGamerscore":1000,"progressPercentage":15.0,"sourceVersion":2},
        "stats":null,"gamePass":{"isGamePass":true},"images":[{"url":"http://store-images.s-microsoft.com/image/apps.2","type":"BoxArt"},{"url":"http://example.test/a","type":"Tile"}],
        "titleHistory":{"lastTimePlayed":"2018-03-27T01:16:10.0389446Z","visible":true,"canHide":true},"detail":null,"friendsWhoPlayed":null,"alternateTitleIds":null,"contentBoards":null,"xboxLiveTier":"Full"}]}
        """;

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public async Task Everything_that_the_service_says_is_read_in_any_culture(string culture)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(Full);
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        XboxTitle title = Assert.Single(await world.Me.Titles.GetHistoryAsync());
        Assert.Equal(("1717113201", "Emu Quest", XboxTitleType.Game), (title.TitleId, title.Name, title.Type));
        Assert.Equal(["PC", "XboxSeries"], title.Devices);
        Assert.Equal(
            ("11111111-2222-4333-8444-555555555555", "Emu.Quest_8wekyb3d8bbwe", "1717113202", false, true),
            (title.ServiceConfigId, title.PackageFamilyName, title.ModernTitleId, title.IsBundle, title.IsGamePass));
        Assert.Equal(
            new XboxTitleProgress { CurrentAchievements = 3, CurrentGamerscore = 150, TotalGamerscore = 1000, ProgressPercentage = 15, SourceVersion = 2 }, title.Achievements);
        Assert.Equal(new DateTimeOffset(2018, 3, 27, 1, 16, 10, TimeSpan.Zero).AddTicks(389446), title.LastPlayed);
        Assert.Equal("https://store-images.s-microsoft.com/image/apps.1", title.DisplayImage?.AbsoluteUri);
        Assert.Equal([new XboxTitleImage(new Uri("https://store-images.s-microsoft.com/image/apps.2"), "BoxArt")], title.Images);
    }

    [Fact]
    public async Task What_is_absent_null_or_typed_otherwise_costs_only_itself()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync("""
            {"titles":[{"titleId":1717113201},{"titleId":"2","name":null,"type":"Film","devices":null,"achievement":{"currentAchievements":"3","progressPercentage":"250.5","sourceVersion":"1"},
            "images":null,"gamePass":{},"titleHistory":{"lastTimePlayed":"0001-01-01T00:00:00Z"},"isBundle":"true","displayImage":""},{"name":"no id"},null]}
            """);
        IReadOnlyList<XboxTitle> titles = await world.Me.Titles.GetHistoryAsync();
        Assert.Equal(["1717113201", "2"], titles.Select(static one => one.TitleId));
        XboxTitle bare = titles[0];
        Assert.Equal(("", XboxTitleType.Unknown, null, null, null, null, null), (bare.Name, bare.Type, bare.ServiceConfigId, bare.IsGamePass, bare.Achievements, bare.LastPlayed, bare.DisplayImage));
        Assert.Equal((0, 0), (bare.Devices.Count, bare.Images.Count));
        Assert.Equal(
            (XboxTitleType.Unknown, true, null, null, new XboxTitleProgress { CurrentAchievements = 3, ProgressPercentage = 100, SourceVersion = 1 }),
            (titles[1].Type, titles[1].IsBundle, titles[1].IsGamePass, titles[1].LastPlayed, titles[1].Achievements));
    }

    [Fact]
    public async Task A_history_is_asked_for_by_player_and_length()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync("""{"titles":[]}""", """{"titles":null}""");
        Assert.Empty(await world.Me.Titles.GetHistoryAsync());
        Assert.Empty(await world.Me.Titles.GetHistoryAsync(new() { Xuid = ServiceWorld.Other, MaxItems = 5 }));
        Assert.Equal(
            [$"/users/xuid({ServiceWorld.Xuid})/titles/titlehistory/{Decoration}", $"/users/xuid({ServiceWorld.Other})/titles/titlehistory/{Decoration}?maxItems=5"], world.Wire.Targets);
        Assert.All(world.Wire.Sent, static one => Assert.Equal(("GET", "2"), (one.Method, one.Headers["x-xbl-contract-version"])));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => world.Me.Titles.GetHistoryAsync(new() { MaxItems = 0 }));
    }

    [Fact]
    public async Task One_title_is_asked_for_by_its_id()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(Full, Full, """{"titles":[]}""");
        Assert.Equal("Emu Quest", (await world.Me.Titles.GetAsync("1717113201"))?.Name);
        Assert.Null(await world.Me.Titles.GetAsync("5", new XboxPlayerQuery { Xuid = ServiceWorld.Other }));
        Assert.Null(await world.Me.Titles.GetAsync("1717113201"));
        Assert.Equal(
            [$"/users/xuid({ServiceWorld.Xuid})/titles/titleId(1717113201)/{Decoration}", $"/users/xuid({ServiceWorld.Other})/titles/titleId(5)/{Decoration}"], world.Wire.Targets.Take(2));
    }
}
