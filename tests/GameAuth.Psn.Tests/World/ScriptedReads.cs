using System.Globalization;
using System.Text.Json.Nodes;

namespace GameAuth.Psn.Tests;

/// <summary>What the scripted service knows of players.</summary>
internal static class ScriptedReads
{
    public const string Friend = "9000000000000000002";

    public const string Profile = """
        {"onlineId":"EmuHunter","aboutMe":"hunts","avatars":[{"size":"s","url":"http://static.np.community.playstation.net/avatar/s.png"},{"size":"xl","url":"http://static.np.community.playstation.net/avatar/xl.png"}],"languages":["en-US"],"isPlus":true,"isOfficiallyVerified":false,"isMe":true}
        """;

    public const string Legacy = """
        {"profile":{"onlineId":"EmuFriend","accountId":"9000000000000000002","npId":"x","avatarUrls":[{"size":"l","avatarUrl":"http://static.np.community.playstation.net/avatar/l.png"}],"plus":1,"aboutMe":"","languagesUsed":["de"],"isOfficiallyVerified":false}}
        """;

    public const string Summary = """
        {"accountId":"9000000000000000001","trophyLevel":"412","trophyPoint":1234,"progress":37,"tier":5,"earnedTrophies":{"bronze":10,"silver":4,"gold":2,"platinum":1}}
        """;

    public const string Groups = """
        {"trophySetVersion":"01.00","trophyTitleName":"Emu","trophyGroups":[{"trophyGroupId":"default","trophyGroupName":"Emu","trophyGroupIconUrl":"https://image.api.playstation.com/g.png","definedTrophies":{"bronze":3,"silver":0,"gold":0,"platinum":1}},{"trophyGroupId":"001","trophyGroupName":"More","definedTrophies":{"bronze":1}}]}
        """;

    public const string Presence = """
        {"basicPresence":{"availability":"availableToPlay","primaryPlatformInfo":{"onlineStatus":"online","platform":"PS5","lastOnlineDate":"2026-01-02T03:04:05.678Z"},"gameTitleInfoList":[{"npTitleId":"PPSA01521_00","titleName":"Emu Forbidden","format":"PS5","launchPlatform":"PS5","conceptIconUrl":"https://image.api.playstation.com/c.png"}]}}
        """;

    public static string Of(string step, Uri address, string signedIn)
    {
        Dictionary<string, string> query = ScriptedService.Parse(address.Query.TrimStart('?'));
        int offset = int.Parse(query.GetValueOrDefault("offset", "0"), CultureInfo.InvariantCulture);
        return step switch
        {
            "me" => new JsonObject { ["deviceId"] = "emu", ["accountId"] = signedIn, ["accountDevices"] = new JsonArray() }.ToJsonString(),
            "profile" => Profile,
            "legacy" => Legacy,
            "summary" => Summary,
            "groups" => Groups,
            "presence" => Presence,
            "presences" => Presences(query["accountIds"].Split(',')),
            "titles" => Page("trophyTitles", offset, static number => new JsonObject
            {
                ["npServiceName"] = number == 0 ? "trophy2" : "trophy",
                ["npCommunicationId"] = $"NPWR0000{number}_00",
                ["trophyTitleName"] = $"Emu {number}",
                ["trophyTitleIconUrl"] = "https://image.api.playstation.com/t.png",
                ["trophyTitlePlatform"] = number == 0 ? "PS5,PSPC" : "PS4",
                ["hasTrophyGroups"] = false,
                ["definedTrophies"] = new JsonObject { ["bronze"] = 9, ["silver"] = 1, ["gold"] = 1, ["platinum"] = 1 },
                ["progress"] = 50,
                ["earnedTrophies"] = new JsonObject { ["bronze"] = 5, ["silver"] = 0, ["gold"] = 0, ["platinum"] = 0 },
                ["hiddenFlag"] = false,
                ["lastUpdatedDateTime"] = "2026-01-02T03:04:05Z",
            }),
            "earned" => Page("trophies", offset, static number => new JsonObject
            {
                ["trophyId"] = number,
                ["trophyHidden"] = false,
                ["earned"] = number == 0,
                ["earnedDateTime"] = number == 0 ? "2026-01-02T03:04:05Z" : null,
                ["trophyType"] = "bronze",
                ["trophyRare"] = 1,
                ["trophyEarnedRate"] = "12.5",
            }),
            "friends" => Page("friends", offset, static number => JsonValue.Create($"900000000000000000{number + 2}")),
            _ => "{}",
        };
    }

    // Two items and a next page, then one more.
    private static string Page(string name, int offset, Func<int, JsonNode> item)
    {
        JsonObject page = new() { [name] = new JsonArray([.. Enumerable.Range(offset, offset == 0 ? 2 : 1).Select(item)]), ["totalItemCount"] = 3 };
        if (offset == 0)
        {
            page["nextOffset"] = 2;
        }

        return page.ToJsonString();
    }

    // In an order of its own, and without the players whom it does not know.
    private static string Presences(string[] ids) => new JsonObject
    {
        ["basicPresences"] = new JsonArray([.. ids.Reverse().Where(static id => id[0] == '9').Select(static id => new JsonObject
        {
            ["accountId"] = id,
            ["availability"] = "unavailable",
            ["primaryPlatformInfo"] = new JsonObject { ["onlineStatus"] = "offline", ["platform"] = "ps4" },
        })]),
    }.ToJsonString();
}
