using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Services;

public sealed class The_title_hub : ServiceTest
{
    private const string History = "/users/xuid(2814600000000001)/titles/titlehistory/decoration/achievement,image,scid";

    [Fact]
    public async Task Lists_what_was_played_newest_first()
    {
        JsonNode answer = (await CallAsync("titlehub", History)).Json;

        Assert.Equal(Me, answer["xuid"]!.GetValue<string>());
        Assert.Equal([Quest, "1900000102"], answer["titles"]!.AsArray().Select(title => title!["titleId"]!.GetValue<string>()));
        JsonNode quest = answer["titles"]![0]!;
        Assert.Equal("2025-11-25T18:11:03.6689508Z", quest["titleHistory"]!["lastTimePlayed"]!.GetValue<string>());
        Assert.Equal(QuestScid, quest["serviceConfigId"]!.GetValue<string>());
        Assert.Equal("""{"currentAchievements":4,"totalAchievements":12,"currentGamerscore":50,"totalGamerscore":390,"progressPercentage":13.0,"sourceVersion":2}""", quest["achievement"]!.ToJsonString());
        Assert.StartsWith("http://", quest["displayImage"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotNull(quest["gamePass"]);
    }

    [Fact]
    public async Task Gives_as_many_as_asked_for() =>
        Assert.Equal(Quest, Assert.Single((await CallAsync("titlehub", History + "?maxItems=1")).Json["titles"]!.AsArray())!["titleId"]!.GetValue<string>());

    [Fact]
    public async Task Leaves_null_what_no_decoration_asked_for()
    {
        JsonNode title = (await CallAsync("titlehub", "/users/me/titles/titleId(1900000101)/decoration/detail")).Json["titles"]![0]!;

        Assert.Equal((null, null, null), (title["achievement"], title["images"], title["serviceConfigId"]));
        Assert.Equal("titlehub.title", Emulator.Log.Events[^1].Step);
    }

    [Fact]
    public async Task Knows_a_title_that_the_player_never_played()
    {
        JsonNode title = (await CallAsync("titlehub", "/users/xuid(2814600000000101)/titles/titleId(1900000101)/decoration/achievement")).Json["titles"]![0]!;

        Assert.Null(title["titleHistory"]);
        Assert.Equal(0, title["achievement"]!["currentGamerscore"]!.GetValue<int>());
        Assert.Equal(JsonValueKind.Number, title["achievement"]!["progressPercentage"]!.GetValueKind());
    }

    [Theory]
    [InlineData("/users/me/titles/titleId(77)/decoration/image", HttpStatusCode.NotFound)]
    [InlineData("/users/xuid(1)/titles/titlehistory/decoration/image", HttpStatusCode.NotFound)]
    [InlineData("/users/me/titles/titlehistory/decoration/image?maxItems=none", HttpStatusCode.BadRequest)]
    [InlineData("/users/me/titles/titleId()/decoration/image", HttpStatusCode.NotImplemented)]
    [InlineData("/users/me/titles", HttpStatusCode.NotImplemented)]
    public async Task Answers_by_the_path(string target, HttpStatusCode status) => Assert.Equal(status, (await CallAsync("titlehub", target)).Status);
}
