using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Api;

/// <summary>achievements.xboxlive.com: what a player has achieved, in pages, and one achievement. Contract 2 only.</summary>
internal sealed class AchievementsHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority)
    {
        AchievementsHost host = new(authority);
        return new EmulatedHost("achievements", "achievements.xboxlive.com",
            EmulatedRoute.Under("GET", "/users/{user}/achievements", XboxSteps.Achievements, host.For(host.List)),
            EmulatedRoute.Under("GET", "/users/{user}/achievements/{scid}/{id}", XboxSteps.Achievement, host.For(host.One)));
    }

    private Func<Exchange, Reply> For(Func<Exchange, EmulatedPlayer, Reply> answer) =>
        ApiAuthorization.For(authority, new ApiRequirements(freshness => freshness.Achievements) { Contracts = ["2"] }, answer);

    private Reply List(Exchange exchange, EmulatedPlayer caller)
    {
        AchievementQuery query = AchievementQuery.Of(exchange);
        if (query.Problem is { } problem) { return XboxReply.Malformed(exchange, problem); }
        if (authority.People.InPath(exchange.Places[0], caller) is not { } player) { return XboxReply.NotFound(exchange, "no such player"); }
        int? offset = query.Continuation is null ? 0 : ContinuationToken.Read(query.Continuation, query.Scope(player));
        if (offset is not { } begin) { return XboxReply.Malformed(exchange, "continuationToken is not one of this list"); }
        IReadOnlyList<(EmulatedTitle Title, EmulatedAchievement Achievement)> all = query.Select(player);
        JsonNode[] page = [.. all.Skip(begin).Take(query.PageSize).Select(one => AchievementJson.Of(one.Title, one.Achievement))];
        int end = begin + page.Length;
        return Reply.Of(200, new JsonObject
        {
            ["achievements"] = new JsonArray(page),
            ["pagingInfo"] = new JsonObject
            {
                ["continuationToken"] = end < all.Count ? ContinuationToken.To(end, query.Scope(player)) : null,
                ["totalRecords"] = all.Count,
            },
            ["emulated"] = true,
        });
    }

    private Reply One(Exchange exchange, EmulatedPlayer caller)
    {
        EmulatedTitle? title = authority.People.InPath(exchange.Places[0], caller)?.Titles
            .FirstOrDefault(one => one.SourceVersion == 2 && string.Equals(one.ServiceConfigId, exchange.Places[1], StringComparison.OrdinalIgnoreCase));
        return title?.Find(exchange.Places[2]) is { } found
            ? Reply.Of(200, new JsonObject { ["achievement"] = AchievementJson.Of(title, found), ["emulated"] = true })
            : XboxReply.NotFound(exchange, "no such achievement");
    }
}

/// <summary>An achievement as contract 2 writes it: rewards and requirements are texts, the title's id is a number.</summary>
internal static class AchievementJson
{
    public static JsonObject Of(EmulatedTitle title, EmulatedAchievement one) => new()
    {
        ["id"] = one.Id,
        ["serviceConfigId"] = title.ServiceConfigId,
        ["name"] = one.Name,
        ["titleAssociations"] = new JsonArray(new JsonObject
        {
            ["name"] = title.Name, ["id"] = uint.Parse(title.TitleId, CultureInfo.InvariantCulture), ["version"] = "",
        }),
        ["progressState"] = one.ProgressState,
        ["progression"] = Progression(title, one),
        ["mediaAssets"] = new JsonArray(new JsonObject
        {
            ["name"] = StableGuid.Of(title.TitleId + " icon " + one.Id) + ".png", ["type"] = "Icon",
            ["url"] = "http://images-eds.xboxlive.com/image?url=emulator-" + one.Id,
        }),
        ["platforms"] = new JsonArray([.. title.Devices.Select(device => JsonValue.Create(device))]),
        ["isSecret"] = one.IsSecret,
        ["description"] = one.Description,
        ["lockedDescription"] = one.LockedDescription,
        ["productId"] = StableGuid.Of(title.TitleId + " product"),
        ["achievementType"] = "Persistent",
        ["participationType"] = "Individual",
        ["timeWindow"] = null,
        ["rewards"] = Rewards(one),
        ["estimatedTime"] = "00:00:00",
        ["deeplink"] = null,
        ["isRevoked"] = false,
        ["emulated"] = true,
    };

    public static JsonObject Progression(EmulatedTitle title, EmulatedAchievement one) => new()
    {
        ["requirements"] = Requirements(title, one),
        ["timeUnlocked"] = XboxText.Of(one.UnlockedAt),
    };

    /// <summary>The one requirement; what was never begun has no current value.</summary>
    public static JsonArray Requirements(EmulatedTitle title, EmulatedAchievement one) => new(new JsonObject
    {
        ["id"] = StableGuid.Of(title.TitleId + " requirement " + one.Id),
        ["current"] = one.ProgressState is "NotStarted" ? null : XboxText.Of(one.UnlockedAt is null ? one.Current : Math.Max(one.Current, one.Target)),
        ["target"] = XboxText.Of(one.Target),
        ["operationType"] = "Sum",
        ["valueType"] = "Integer",
        ["ruleParticipationType"] = "Individual",
    });

    private static JsonArray Rewards(EmulatedAchievement one) => one.Gamerscore == 0 ? [] : new(new JsonObject
    {
        ["name"] = null, ["description"] = null, ["value"] = XboxText.Of(one.Gamerscore), ["type"] = "Gamerscore", ["mediaAsset"] = null, ["valueType"] = "Int",
    });
}
