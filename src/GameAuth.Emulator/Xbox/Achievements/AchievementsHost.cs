using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Achievements;

/// <summary>achievements.xboxlive.com: what a player has achieved, in pages, and one achievement. Contract 2 only.</summary>
internal sealed class AchievementsHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority)
    {
        AchievementsHost host = new(authority);
        return new EmulatedHost("achievements", "achievements.xboxlive.com",
            EmulatedRoute.Under("GET", "/users/{user}/achievements", XboxSteps.Achievements, host.List),
            EmulatedRoute.Under("GET", "/users/{user}/achievements/{scid}/{id}", XboxSteps.Achievement, host.One));
    }

    private ApiDemands Demands => new(authority.Options.Freshness.Achievements) { Contracts = ["2"] };

    private Reply List(Exchange exchange, string[] path)
    {
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        if (refusal is not null) return refusal;
        AchievementQuery query = AchievementQuery.Of(exchange);
        if (query.Problem is { } problem) return XboxReply.Malformed(exchange, problem);
        if (authority.People.InPath(path[0], caller!) is not { } player) return XboxReply.NotFound(exchange, "no such player");
        int? offset = query.Continuation is null ? 0 : Continuation.Read(query.Continuation, query.Scope(player));
        if (offset is not { } begin) return XboxReply.Malformed(exchange, "continuationToken is not one of this list");
        IReadOnlyList<(EmulatedTitle Title, EmulatedAchievement Achievement)> all = query.Select(player);
        JsonNode[] page = [.. all.Skip(begin).Take(query.PageSize).Select(one => AchievementJson.Of(one.Title, one.Achievement))];
        int end = begin + page.Length;
        return Reply.Of(200, new JsonObject
        {
            ["achievements"] = new JsonArray(page),
            ["pagingInfo"] = new JsonObject
            {
                ["continuationToken"] = end < all.Count ? Continuation.To(end, query.Scope(player)) : null,
                ["totalRecords"] = all.Count,
            },
            ["emulated"] = true,
        });
    }

    private Reply One(Exchange exchange, string[] path)
    {
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        if (refusal is not null) return refusal;
        EmulatedTitle? title = authority.People.InPath(path[0], caller!)?.Titles
            .FirstOrDefault(one => one.SourceVersion == 2 && string.Equals(one.ServiceConfigId, path[1], StringComparison.OrdinalIgnoreCase));
        return title?.Find(path[2]) is { } found
            ? Reply.Of(200, new JsonObject { ["achievement"] = AchievementJson.Of(title, found), ["emulated"] = true })
            : XboxReply.NotFound(exchange, "no such achievement");
    }
}
