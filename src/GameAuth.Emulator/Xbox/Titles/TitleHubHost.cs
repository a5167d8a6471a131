using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Titles;

/// <summary>titlehub.xboxlive.com: what a player has played, and one title. It answers nobody who names no language.</summary>
internal sealed class TitleHubHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority)
    {
        TitleHubHost host = new(authority);
        return new EmulatedHost("titlehub", "titlehub.xboxlive.com",
            EmulatedRoute.Under("GET", "/users/{user}/titles/titlehistory/decoration/{fields}", XboxSteps.TitleHistory, host.History),
            EmulatedRoute.Under("GET", "/users/{user}/titles/titleId({title})/decoration/{fields}", XboxSteps.OneTitle, host.One));
    }

    private ApiDemands Demands => new(authority.Options.Freshness.TitleHub) { Contracts = ["2"], Language = true };

    private Reply History(Exchange exchange, string[] path)
    {
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        if (refusal is not null) return refusal;
        string wanted = exchange.Query["maxItems"].ToString();
        int items = int.MaxValue;
        if (wanted.Length > 0 && (!int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out items) || items < 1))
            return XboxReply.Malformed(exchange, "maxItems must be a number from 1");
        if (authority.People.InPath(path[0], caller!) is not { } player) return XboxReply.NotFound(exchange, "no such player");
        return Answer(player, player.Titles.Where(title => title.LastPlayed is not null).OrderByDescending(title => title.LastPlayed).Take(items), path[1]);
    }

    /// <summary>A title that the player never played is told without a history, as long as anybody knows it.</summary>
    private Reply One(Exchange exchange, string[] path)
    {
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        if (refusal is not null) return refusal;
        if (authority.People.InPath(path[0], caller!) is not { } player) return XboxReply.NotFound(exchange, "no such player");
        EmulatedTitle? title = player.Titles.FirstOrDefault(one => one.TitleId == path[1]);
        if (title is null && authority.People.AllTitles.FirstOrDefault(one => one.TitleId == path[1]) is { } others)
            title = others with { LastPlayed = null, Achievements = [.. others.Achievements.Select(one => one with { UnlockedAt = null, Current = 0 })] };
        return title is null ? XboxReply.NotFound(exchange, "no such title") : Answer(player, [title], path[2]);
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
