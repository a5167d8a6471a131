using System.Globalization;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Psn.Api;

/// <summary>Titles, groups and trophies as the trophy service writes them.</summary>
internal static class TrophyJson
{
    private const string Icon = "http://image.api.example/trophy.png";

    public static JsonObject Counts(IEnumerable<EmulatedTrophy> trophies)
    {
        EmulatedTrophy[] all = [.. trophies];
        return new JsonObject
        {
            ["bronze"] = all.Count(one => one.Grade is EmulatedTrophyGrade.Bronze),
            ["silver"] = all.Count(one => one.Grade is EmulatedTrophyGrade.Silver),
            ["gold"] = all.Count(one => one.Grade is EmulatedTrophyGrade.Gold),
            ["platinum"] = all.Count(one => one.Grade is EmulatedTrophyGrade.Platinum),
        };
    }

    /// <summary>Ten tiers of levels: by hundreds to 299, to 599 and to 799, then to 998, and 999 alone.</summary>
    public static int Tier(int level) => level switch { >= 999 => 10, >= 800 => 9, _ => (level / 100) + 1 };

    public static JsonNode Title(EmulatedTrophyTitle title)
    {
        JsonObject json = new()
        {
            ["npServiceName"] = title.NpServiceName,
            ["npCommunicationId"] = title.NpCommunicationId,
            ["trophySetVersion"] = "01.00",
            ["trophyTitleName"] = title.Name,
            ["trophyTitleIconUrl"] = Icon,
            ["trophyTitlePlatform"] = title.Platform,
            ["hasTrophyGroups"] = title.GroupIds.Count > 1,
            ["definedTrophies"] = Counts(title.Trophies),
            ["progress"] = Progress(title.Trophies),
            ["earnedTrophies"] = Counts(title.Trophies.Where(one => one.EarnedAt is not null)),
            ["hiddenFlag"] = title.IsHidden,
            ["lastUpdatedDateTime"] = PsnText.Seconds(title.LastUpdated),
        };
        if (title.NpServiceName == "trophy") { json["trophyTitleDetail"] = "Trophies of " + title.Name; }
        return json;
    }

    /// <summary>The members that every list of trophies begins with.</summary>
    public static JsonObject SetOf(EmulatedTrophyTitle title) => new() { ["trophySetVersion"] = "01.00", ["hasTrophyGroups"] = title.GroupIds.Count > 1 };

    public static JsonObject Groups(EmulatedTrophyTitle title) => new()
    {
        ["trophySetVersion"] = "01.00",
        ["trophyTitleName"] = title.Name,
        ["trophyTitleIconUrl"] = Icon,
        ["trophyTitlePlatform"] = title.Platform,
        ["definedTrophies"] = Counts(title.Trophies),
        ["trophyGroups"] = new JsonArray([.. title.GroupIds.Select(group => (JsonNode)new JsonObject
        {
            ["trophyGroupId"] = group,
            ["trophyGroupName"] = group == "default" ? title.Name : "Addition " + group,
            ["trophyGroupIconUrl"] = Icon,
            ["definedTrophies"] = Counts(InGroup(title, group)),
        })]),
        ["emulated"] = true,
    };

    public static JsonObject EarnedGroups(EmulatedTrophyTitle title) => new()
    {
        ["trophySetVersion"] = "01.00",
        ["hiddenFlag"] = title.IsHidden,
        ["progress"] = Progress(title.Trophies),
        ["earnedTrophies"] = Counts(title.Trophies.Where(one => one.EarnedAt is not null)),
        ["trophyGroups"] = new JsonArray([.. title.GroupIds.Select(group => (JsonNode)new JsonObject
        {
            ["trophyGroupId"] = group,
            ["progress"] = Progress([.. InGroup(title, group)]),
            ["earnedTrophies"] = Counts(InGroup(title, group).Where(one => one.EarnedAt is not null)),
            ["lastUpdatedDateTime"] = PsnText.Seconds(title.LastUpdated),
        })]),
        ["lastUpdatedDateTime"] = PsnText.Seconds(title.LastUpdated),
        ["emulated"] = true,
    };

    public static JsonNode Definition(EmulatedTrophy trophy) => new JsonObject
    {
        ["trophyId"] = trophy.Id,
        ["trophyHidden"] = trophy.IsHidden,
        ["trophyType"] = GradeOf(trophy),
        ["trophyName"] = trophy.Name,
        ["trophyDetail"] = trophy.Detail,
        ["trophyIconUrl"] = Icon,
        ["trophyGroupId"] = trophy.GroupId,
    };

    public static JsonNode Earned(EmulatedTrophy trophy)
    {
        JsonObject json = new() { ["trophyId"] = trophy.Id, ["trophyHidden"] = trophy.IsHidden, ["earned"] = trophy.EarnedAt is not null };
        if (trophy.EarnedAt is { } earned) { json["earnedDateTime"] = PsnText.Seconds(earned); }
        json["trophyType"] = GradeOf(trophy);
        json["trophyRare"] = trophy.EarnedRate switch { < 5 => 0, < 15 => 1, < 50 => 2, _ => 3 };
        json["trophyEarnedRate"] = trophy.EarnedRate.ToString("0.0", CultureInfo.InvariantCulture);
        return json;
    }

    private static IEnumerable<EmulatedTrophy> InGroup(EmulatedTrophyTitle title, string group) => title.Trophies.Where(one => one.GroupId == group);

    private static int Progress(IReadOnlyCollection<EmulatedTrophy> trophies) =>
        trophies.Count == 0 ? 0 : 100 * trophies.Count(one => one.EarnedAt is not null) / trophies.Count;

    private static string GradeOf(EmulatedTrophy trophy) => trophy.Grade switch
    {
        EmulatedTrophyGrade.Bronze => "bronze",
        EmulatedTrophyGrade.Silver => "silver",
        EmulatedTrophyGrade.Gold => "gold",
        _ => "platinum",
    };
}
