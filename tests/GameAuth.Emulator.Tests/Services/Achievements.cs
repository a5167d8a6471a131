using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Services;

public sealed class Achievements : ServiceTest
{
    private const string Mine = "/users/xuid(2814600000000001)/achievements";

    protected override void Configure(EmulatorOptions options)
    {
        options.Players.Add(EmulatedPlayer.Default with
        {
            Titles = [.. EmulatedPlayer.Default.Titles, EmulatedPlayer.Default.Titles[0] with { TitleId = "1900000103", ServiceConfigId = "e0000000-0000-4000-8000-00000000000c", SourceVersion = 1 }],
        });
    }

    [Fact]
    public async Task Have_the_published_shape()
    {
        JsonNode answer = (await CallAsync("achievements", Mine + "?titleId=1900000101&maxItems=1")).Json;

        JsonNode one = answer["achievements"]![0]!;
        Assert.Equal(("1", QuestScid, "Achieved"), (Text(one, "id"), Text(one, "serviceConfigId"), Text(one, "progressState")));
        Assert.Equal(1900000101u, one["titleAssociations"]![0]!["id"]!.GetValue<uint>());
        Assert.Equal("2025-10-26T19:11:03.6689508Z", Text(one["progression"]!, "timeUnlocked"));
        JsonNode requirement = one["progression"]!["requirements"]![0]!;
        Assert.Equal(("1", "1", "Sum", "Integer", "Individual"), (Text(requirement, "current"), Text(requirement, "target"), Text(requirement, "operationType"), Text(requirement, "valueType"), Text(requirement, "ruleParticipationType")));
        Assert.Equal(("5", "Gamerscore", "Int"), (Text(one["rewards"]![0]!, "value"), Text(one["rewards"]![0]!, "type"), Text(one["rewards"]![0]!, "valueType")));
        Assert.Equal(("Icon", "Persistent", "00:00:00"), (Text(one["mediaAssets"]![0]!, "type"), Text(one, "achievementType"), Text(one, "estimatedTime")));
        Assert.Equal(12, answer["pagingInfo"]!["totalRecords"]!.GetValue<int>());
        Assert.Equal(JsonValueKind.True, one["emulated"]!.GetValueKind());
    }

    [Fact]
    public async Task Say_what_was_never_achieved_and_what_is_on_its_way_and_what_is_secret()
    {
        JsonArray all = (await CallAsync("achievements", Mine + "?titleId=1900000101")).Json["achievements"]!.AsArray();

        Assert.Equal(("InProgress", "40", "100"), (Text(all[4]!, "progressState"), Text(all[4]!["progression"]!["requirements"]![0]!, "current"), Text(all[4]!["progression"]!["requirements"]![0]!, "target")));
        Assert.Equal(("NotStarted", "0001-01-01T00:00:00.0000000Z"), (Text(all[5]!, "progressState"), Text(all[5]!["progression"]!, "timeUnlocked")));
        Assert.Null(all[5]!["progression"]!["requirements"]![0]!["current"]);
        Assert.Equal("12", Text(Assert.Single(all, one => one!["isSecret"]!.GetValue<bool>())!, "id"));
    }

    [Fact]
    public async Task Come_in_pages_whose_continuation_must_be_escaped()
    {
        List<string> ids = [];
        string? token = null;
        int pages = 0;
        do
        {
            string target = Mine + "?maxItems=5" + (token is null ? "" : "&continuationToken=" + Uri.EscapeDataString(token));
            JsonNode page = (await CallAsync("achievements", target)).Json;
            ids.AddRange(page["achievements"]!.AsArray().Select(one => Text(one!, "serviceConfigId") + Text(one!, "id")));
            token = page["pagingInfo"]!["continuationToken"]?.GetValue<string>();
            if (token is not null) { Assert.Matches(@"\+.*/", token); }
            pages++;
        }
        while (token is not null);

        Assert.Equal((5, 24, 24), (pages, ids.Count, ids.Distinct().Count()));
    }

    [Theory]
    [InlineData("titleId=1900000102&", "")]
    [InlineData("", "unlockedOnly=true&")]
    [InlineData("", "orderBy=UnlockTime&")]
    public async Task Have_continuations_for_one_list_only(string first, string then)
    {
        string token = Text((await CallAsync("achievements", $"{Mine}?{first}maxItems=2")).Json["pagingInfo"]!, "continuationToken");

        Assert.Equal(HttpStatusCode.BadRequest, (await CallAsync("achievements", $"{Mine}?{then}maxItems=2&continuationToken={Uri.EscapeDataString(token)}")).Status);
        Assert.Contains("continuationToken", Emulator.Log.Events[^1].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuse_a_continuation_that_was_not_escaped()
    {
        string token = Text((await CallAsync("achievements", $"{Mine}?maxItems=2")).Json["pagingInfo"]!, "continuationToken");

        Assert.Equal(HttpStatusCode.BadRequest, (await CallAsync("achievements", $"{Mine}?maxItems=2&continuationToken={token}")).Status);
    }

    [Theory]
    [InlineData("", 24)]
    [InlineData("?titleId=1900000101", 12)]
    [InlineData("?titleId=1900000101,1900000102", 24)]
    [InlineData("?titleId=1900000101&unlockedOnly=true", 4)]
    [InlineData("?unlockedOnly=true", 5)]
    [InlineData("?titleId=77", 0)]
    [InlineData("?titleId=1900000103", 0)]
    public async Task Are_filtered(string query, int count)
    {
        JsonNode answer = (await CallAsync("achievements", Mine + query)).Json;

        Assert.Equal((count, count), (answer["achievements"]!.AsArray().Count, answer["pagingInfo"]!["totalRecords"]!.GetValue<int>()));
        Assert.Null(answer["pagingInfo"]!["continuationToken"]);
    }

    [Fact]
    public async Task Come_in_the_order_of_their_time()
    {
        JsonArray all = (await CallAsync("achievements", Mine + "?orderBy=UnlockTime&unlockedOnly=true")).Json["achievements"]!.AsArray();

        string[] times = [.. all.Select(one => Text(one!["progression"]!, "timeUnlocked"))];
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
    }

    [Theory]
    [InlineData("/users/me/achievements", HttpStatusCode.OK)]
    [InlineData("/users/xuid(2814600000000101)/achievements", HttpStatusCode.OK)]
    [InlineData("/users/xuid(1)/achievements", HttpStatusCode.NotFound)]
    [InlineData("/users/me/achievements?maxItems=0", HttpStatusCode.BadRequest)]
    [InlineData("/users/me/achievements?maxItems=1001", HttpStatusCode.BadRequest)]
    [InlineData("/users/me/achievements?titleId=quest", HttpStatusCode.BadRequest)]
    [InlineData("/users/me/achievements?orderBy=Size", HttpStatusCode.BadRequest)]
    [InlineData("/users/me/achievements?unlockedOnly=yes", HttpStatusCode.BadRequest)]
    [InlineData("/users/me/achievements?continuationToken=2", HttpStatusCode.BadRequest)]
    [InlineData("/users/me/achievements/e0000000-0000-4000-8000-00000000000a/13", HttpStatusCode.NotFound)]
    [InlineData("/users/me/history/titles", HttpStatusCode.NotImplemented)]
    public async Task Answer_by_the_path(string target, HttpStatusCode status) => Assert.Equal(status, (await CallAsync("achievements", target)).Status);

    [Fact]
    public async Task Can_be_read_one_by_one()
    {
        JsonNode one = (await CallAsync("achievements", $"{Mine}/{QuestScid}/5")).Json["achievement"]!;

        Assert.Equal(("5", "InProgress"), (Text(one, "id"), Text(one, "progressState")));
        Assert.Equal("achievements.get", Emulator.Log.Events[^1].Step);
    }

    [Fact]
    public async Task Of_Xbox_360_need_a_contract_that_is_not_emulated()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await CallAsync("achievements", Mine, contract: "1")).Status);
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
