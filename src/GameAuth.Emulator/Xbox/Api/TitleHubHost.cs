using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Api;

/// <summary>titlehub.xboxlive.com: what a player has played, and one title. It answers nobody who names no language.</summary>
internal sealed class TitleHubHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority)
    {
        TitleHubHost host = new(authority);
        return new EmulatedHost("titlehub", "titlehub.xboxlive.com",
            EmulatedRoute.Under("GET", "/users/{user}/titles/titlehistory/decoration/{fields}", XboxSteps.TitleHistory, host.For(host.History)),
            EmulatedRoute.Under("GET", "/users/{user}/titles/titleId({title})/decoration/{fields}", XboxSteps.OneTitle, host.For(host.One)));
    }

    private Func<Exchange, Reply> For(Func<Exchange, EmulatedPlayer, Reply> answer) =>
        ApiAuthorization.For(authority, new ApiRequirements(freshness => freshness.TitleHub) { Contracts = ["2"], Language = true }, answer);

    private Reply History(Exchange exchange, EmulatedPlayer caller)
    {
        string wanted = exchange.Query["maxItems"].ToString();
        int items = int.MaxValue;
        if (wanted.Length > 0 && (!int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out items) || items < 1))
        {
            return XboxReply.Malformed(exchange, "maxItems must be a number from 1");
        }

        if (authority.People.InPath(exchange.Places[0], caller) is not { } player) { return XboxReply.NotFound(exchange, "no such player"); }
        return Answer(player, player.Titles.Where(title => title.LastPlayed is not null).OrderByDescending(title => title.LastPlayed).Take(items), exchange.Places[1]);
    }

    /// <summary>A title that the player never played is told without a history, as long as anybody knows it.</summary>
    private Reply One(Exchange exchange, EmulatedPlayer caller)
    {
        if (authority.People.InPath(exchange.Places[0], caller) is not { } player) { return XboxReply.NotFound(exchange, "no such player"); }
        EmulatedTitle? title = player.Titles.FirstOrDefault(one => one.TitleId == exchange.Places[1]);
        if (title is null && authority.People.AllTitles.FirstOrDefault(one => one.TitleId == exchange.Places[1]) is { } others)
        {
            title = others with { LastPlayed = null, Achievements = [.. others.Achievements.Select(one => one with { UnlockedAt = null, Current = 0 })] };
        }

        return title is null ? XboxReply.NotFound(exchange, "no such title") : Answer(player, [title], exchange.Places[2]);
    }

    private static Reply Answer(EmulatedPlayer player, IEnumerable<EmulatedTitle> titles, string fields)
    {
        string[] decorations = [.. fields.Split(',').Select(field => field.Trim().ToLowerInvariant())];
        return Reply.Of(200, new JsonObject
        {
            ["xuid"] = player.Xuid,
            ["titles"] = new JsonArray([.. titles.Select(title => (JsonNode)TitleJson.Of(title, decorations))]),
            ["emulated"] = true,
        });
    }
}

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
        if (title.Devices.Contains("PC")) { json["gamePass"] = new JsonObject { ["isGamePass"] = title.Devices.Contains("XboxSeries") }; }
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
