using System.Globalization;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Xbox.Titles;

/// <summary>A title as titlehub writes it; what no decoration asked for is null.</summary>
internal static class TitleJson
{
    public static JsonObject Of(EmulatedTitle title, IReadOnlyList<string> decorations)
    {
        string image = "http://store-images.s-microsoft.com/image/emulator." + title.TitleId;
        JsonObject json = new()
        {
            ["titleId"] = title.TitleId,
            ["pfn"] = "Emulator.Title" + title.TitleId + "_0000000000000",
            ["bingId"] = StableGuid.Of(title.TitleId + " product"),
            ["serviceConfigId"] = decorations.Contains("scid") ? title.ServiceConfigId : null,
            ["windowsPhoneProductId"] = null,
            ["name"] = title.Name,
            ["type"] = title.Type,
            ["devices"] = new JsonArray([.. title.Devices.Select(device => JsonValue.Create(device))]),
            ["displayImage"] = image,
            ["mediaItemType"] = title.SourceVersion == 1 ? "Xbox360Game" : title.Type == "App" ? "Application" : "DGame",
            ["modernTitleId"] = title.TitleId,
            ["isBundle"] = false,
            ["achievement"] = decorations.Contains("achievement") ? Achievement(title) : null,
            ["stats"] = null,
            ["images"] = decorations.Contains("image") ? Images(image, title) : null,
            ["titleHistory"] = title.LastPlayed is { } played ? History(played) : null,
            ["detail"] = null,
            ["friendsWhoPlayed"] = null,
            ["alternateTitleIds"] = null,
            ["contentBoards"] = null,
            ["xboxLiveTier"] = "Full",
            ["emulated"] = true,
        };
        // Some titles have the member and others not at all, with the decoration or without.
        if (title.Devices.Contains("PC")) json["gamePass"] = new JsonObject { ["isGamePass"] = title.Devices.Contains("XboxSeries") };
        return json;
    }

    private static JsonObject Achievement(EmulatedTitle title)
    {
        EmulatedAchievement[] achieved = [.. title.Achievements.Where(one => one.UnlockedAt is not null)];
        int current = achieved.Sum(one => one.Gamerscore);
        int total = title.Achievements.Sum(one => one.Gamerscore);
        return new JsonObject
        {
            ["currentAchievements"] = achieved.Length,
            ["totalAchievements"] = title.Achievements.Count,
            ["currentGamerscore"] = current,
            ["totalGamerscore"] = total,
            ["progressPercentage"] = JsonNode.Parse(Percentage(current, total)),
            ["sourceVersion"] = title.SourceVersion,
        };
    }

    /// <summary>A number with a fraction, also when it is whole.</summary>
    private static string Percentage(int current, int total) =>
        (total == 0 ? 0 : Math.Round(100m * current / total)).ToString("0.0", CultureInfo.InvariantCulture);

    private static JsonArray Images(string image, EmulatedTitle title) => new(
        new JsonObject { ["url"] = image, ["type"] = "BoxArt" },
        new JsonObject { ["url"] = "https://store-images.s-microsoft.com/image/emulator.tile." + title.TitleId, ["type"] = "Tile" });

    private static JsonObject History(DateTimeOffset played) => new()
    {
        ["lastTimePlayed"] = XboxText.Of(played), ["visible"] = true, ["canHide"] = true,
    };
}
