using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn;

public sealed class Psn_trophies : PsnTest
{
    private const string Mine = "/api/trophy/v1/users/me";

    [Fact]
    public async Task Are_listed_by_title_page_by_page()
    {
        JsonNode first = (await GetAsync(Mine + "/trophyTitles?limit=3")).Json;
        JsonNode last = (await GetAsync(Mine + "/trophyTitles?limit=3&offset=3")).Json;

        Assert.Equal((5, 3, null), (first["totalItemCount"]!.GetValue<int>(), first["nextOffset"]!.GetValue<int>(), first["previousOffset"]));
        Assert.Equal((0, null), (last["previousOffset"]!.GetValue<int>(), last["nextOffset"]));
        string[] titles = [.. first["trophyTitles"]!.AsArray().Concat(last["trophyTitles"]!.AsArray()).Select(title => title!["npCommunicationId"]!.GetValue<string>())];
        Assert.Equal(["NPWR90001_00", "NPWR90002_00", "NPWR90003_00", "NPWR90004_00", "NPWR90005_00"], titles.Order());
    }

    [Fact]
    public async Task Of_a_title_are_counted_by_grade()
    {
        JsonNode[] titles = [.. (await GetAsync(Mine + "/trophyTitles")).Json["trophyTitles"]!.AsArray().Select(title => title!)];
        JsonNode odyssey = titles.Single(title => title["npCommunicationId"]!.GetValue<string>() == "NPWR90001_00");

        Assert.Equal(("trophy2", "PS5", true, 60), (odyssey["npServiceName"]!.GetValue<string>(), odyssey["trophyTitlePlatform"]!.GetValue<string>(), odyssey["hasTrophyGroups"]!.GetValue<bool>(), odyssey["progress"]!.GetValue<int>()));
        Assert.Equal("""{"bronze":6,"silver":2,"gold":1,"platinum":1}""", odyssey["definedTrophies"]!.ToJsonString());
        Assert.Equal("""{"bronze":3,"silver":2,"gold":1,"platinum":0}""", odyssey["earnedTrophies"]!.ToJsonString());
        Assert.Equal(["PS3,PSVITA trophy", "PS4 trophy", "PS5 trophy2", "PS5 trophy2", "PS5,PSPC trophy2"], titles.Select(title => $"{title["trophyTitlePlatform"]} {title["npServiceName"]}").Order());
    }

    [Theory]
    [InlineData("NPWR90001_00", "", HttpStatusCode.OK)]
    [InlineData("NPWR90001_00", "?npServiceName=trophy2", HttpStatusCode.OK)]
    [InlineData("NPWR90001_00", "?npServiceName=trophy", HttpStatusCode.NotFound)]
    [InlineData("NPWR90002_00", "", HttpStatusCode.OK)]
    [InlineData("NPWR90003_00", "?npServiceName=trophy", HttpStatusCode.OK)]
    [InlineData("NPWR90003_00", "", HttpStatusCode.NotFound)]
    [InlineData("NPWR90003_00", "?npServiceName=trophy3", HttpStatusCode.BadRequest)]
    [InlineData("NPWR99999_00", "", HttpStatusCode.NotFound)]
    public async Task Are_found_under_the_service_name_of_their_title(string title, string query, HttpStatusCode status)
    {
        foreach (string path in new[] { Mine, "/api/trophy/v1" })
        {
            WireAnswer groups = await GetAsync($"{path}/npCommunicationIds/{title}/trophyGroups{query}");
            WireAnswer trophies = await GetAsync($"{path}/npCommunicationIds/{title}/trophyGroups/all/trophies{query}");

            Assert.Equal((status, status), (groups.Status, trophies.Status));
            if (status is HttpStatusCode.NotFound) { Assert.Equal((404, 2240525, "Resource not found"), trophies.NpError()); }
        }
    }

    [Fact]
    public async Task Say_when_they_were_earned()
    {
        JsonNode all = (await GetAsync(Mine + "/npCommunicationIds/NPWR90001_00/trophyGroups/all/trophies")).Json;
        JsonNode addition = (await GetAsync(Mine + "/npCommunicationIds/NPWR90001_00/trophyGroups/001/trophies?limit=2")).Json;

        JsonArray trophies = all["trophies"]!.AsArray();
        Assert.Equal((10, 6), (trophies.Count, trophies.Count(trophy => trophy!["earned"]!.GetValue<bool>())));
        Assert.Equal((null, "2025-10-25T19:11:03Z"), (trophies[0]!["earnedDateTime"], trophies[1]!["earnedDateTime"]!.GetValue<string>()));
        Assert.Equal((0, "2.5"), (trophies[0]!["trophyRare"]!.GetValue<int>(), trophies[0]!["trophyEarnedRate"]!.GetValue<string>()));
        Assert.Equal((3, 2, 2), (addition["totalItemCount"]!.GetValue<int>(), addition["nextOffset"]!.GetValue<int>(), addition["trophies"]!.AsArray().Count));
    }

    [Fact]
    public async Task Have_names_and_groups_that_are_everybody_s()
    {
        JsonNode groups = (await GetAsync("/api/trophy/v1/npCommunicationIds/NPWR90001_00/trophyGroups")).Json;
        JsonNode trophies = (await GetAsync("/api/trophy/v1/npCommunicationIds/NPWR90001_00/trophyGroups/default/trophies")).Json;
        JsonNode earned = (await GetAsync(Mine + "/npCommunicationIds/NPWR90001_00/trophyGroups")).Json;

        Assert.Equal(["default", "001"], groups["trophyGroups"]!.AsArray().Select(group => group!["trophyGroupId"]!.GetValue<string>()));
        Assert.Equal((7, "Trophy 0", "Do number 0."), (trophies["totalItemCount"]!.GetValue<int>(), trophies["trophies"]![0]!["trophyName"]!.GetValue<string>(), trophies["trophies"]![0]!["trophyDetail"]!.GetValue<string>()));
        Assert.Null(trophies["trophies"]![0]!["earned"]);
        Assert.Equal([85, 0], earned["trophyGroups"]!.AsArray().Select(group => group!["progress"]!.GetValue<int>()));
        Assert.Equal(404, (int)(await GetAsync(Mine + "/npCommunicationIds/NPWR90001_00/trophyGroups/002/trophies")).Status);
    }

    [Fact]
    public async Task Add_up_to_a_level()
    {
        JsonNode summary = (await GetAsync(Mine + "/trophySummary")).Json;

        Assert.Equal(("9100000000000000001", "312", 43, 4), (summary["accountId"]!.GetValue<string>(), summary["trophyLevel"]!.GetValue<string>(), summary["progress"]!.GetValue<int>(), summary["tier"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("/trophyTitles?limit=0", "Bad Request (query: limit)")]
    [InlineData("/trophyTitles?limit=801", "Bad Request (query: limit)")]
    [InlineData("/trophyTitles?offset=-1", "Bad Request (query: offset)")]
    [InlineData("/trophyTitles?offset=x", "Bad Request (query: offset)")]
    public async Task Want_a_page_that_makes_sense(string target, string message) => Assert.Equal((400, 2281473, message), (await GetAsync(Mine + target)).NpError());

    [Fact]
    public async Task Of_others_are_told_unless_they_are_private()
    {
        Assert.Equal(1, (await GetAsync("/api/trophy/v1/users/9100000000000000002/trophyTitles")).Json["totalItemCount"]!.GetValue<int>());
        Assert.Equal((403, 2240526, "Not permitted by access control"), (await GetAsync("/api/trophy/v1/users/9100000000000000003/trophyTitles")).NpError());
        Assert.Equal((404, 2240525, "Resource not found"), (await GetAsync("/api/trophy/v1/users/77/trophyTitles")).NpError());
    }
}
