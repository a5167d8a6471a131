using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Psn.Api;

/// <summary>The trophy service of m.np.playstation.com. A title is found under its own service name only: <c>trophy2</c>, which is meant when none is said, or <c>trophy</c>.</summary>
internal sealed class TrophyApi(PsnAuthority authority)
{
    private const string Service = "/api/trophy/v1";
    private const string OfTitle = "/npCommunicationIds/{title}/trophyGroups";

    public IEnumerable<EmulatedRoute> Routes() =>
    [
        EmulatedRoute.Under("GET", Service + "/users/{account}/trophyTitles", PsnSteps.Titles, For(ShowTitles)),
        EmulatedRoute.Under("GET", Service + "/users/{account}/trophySummary", PsnSteps.Summary, For(ShowSummary)),
        EmulatedRoute.Under("GET", Service + OfTitle, PsnSteps.Groups, For(ShowGroups)),
        EmulatedRoute.Under("GET", Service + OfTitle + "/{group}/trophies", PsnSteps.Trophies, For(ShowTrophies)),
        EmulatedRoute.Under("GET", Service + "/users/{account}" + OfTitle, PsnSteps.EarnedGroups, For(ShowEarnedGroups)),
        EmulatedRoute.Under("GET", Service + "/users/{account}" + OfTitle + "/{group}/trophies", PsnSteps.Earned, For(ShowEarned)),
    ];

    private Func<Exchange, Reply> For(Func<Exchange, EmulatedPsnPlayer, Reply> answer) => ApiRequest.For(authority, needsId: true, answer);

    private Reply ShowTitles(Exchange exchange, EmulatedPsnPlayer caller)
    {
        (ApiPage? page, string? problem) = ApiPage.Read(exchange, usual: 100, most: 800);
        if (page is null) { return PsnReply.Bad(exchange, problem!, problem!); }
        return Visible(exchange, caller, player =>
        {
            EmulatedTrophyTitle[] titles = [.. player.Titles.Where(title => IsSeen(title, player, caller)).OrderByDescending(title => title.LastUpdated)];
            JsonObject body = new() { ["trophyTitles"] = page.Of(titles, TrophyJson.Title) };
            page.Close(body, titles.Length);
            return Reply.Of(200, body);
        });
    }

    private Reply ShowSummary(Exchange exchange, EmulatedPsnPlayer caller) => Visible(exchange, caller, player => Reply.Of(200, new JsonObject
    {
        ["accountId"] = player.AccountId,
        ["trophyLevel"] = player.TrophyLevel.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["progress"] = player.TrophyProgress,
        ["tier"] = TrophyJson.Tier(player.TrophyLevel),
        ["earnedTrophies"] = TrophyJson.Counts(player.EarnedTrophies),
        ["emulated"] = true,
    }));

    private Reply ShowGroups(Exchange exchange, EmulatedPsnPlayer caller)
    {
        IEnumerable<EmulatedTrophyTitle> known = authority.People.OrderByDescending(player => player.AccountId == caller.AccountId).SelectMany(player => player.Titles);
        return WithTitle(exchange, known, exchange.Places[0], title => Reply.Of(200, TrophyJson.Groups(title)));
    }

    private Reply ShowTrophies(Exchange exchange, EmulatedPsnPlayer caller) =>
        WithTitle(exchange, authority.People.SelectMany(player => player.Titles), exchange.Places[0],
            title => Trophies(exchange, title, exchange.Places[1], TrophyJson.SetOf(title), TrophyJson.Definition));

    private Reply ShowEarnedGroups(Exchange exchange, EmulatedPsnPlayer caller) => Visible(exchange, caller, player =>
        WithTitle(exchange, player.Titles.Where(title => IsSeen(title, player, caller)), exchange.Places[1], title => Reply.Of(200, TrophyJson.EarnedGroups(title))));

    private Reply ShowEarned(Exchange exchange, EmulatedPsnPlayer caller) => Visible(exchange, caller, player =>
        WithTitle(exchange, player.Titles.Where(title => IsSeen(title, player, caller)), exchange.Places[1], title =>
        {
            JsonObject body = TrophyJson.SetOf(title);
            body["lastUpdatedDateTime"] = PsnText.Seconds(title.LastUpdated);
            return Trophies(exchange, title, exchange.Places[2], body, TrophyJson.Earned);
        }));

    private static Reply Trophies(Exchange exchange, EmulatedTrophyTitle title, string group, JsonObject body, Func<EmulatedTrophy, JsonNode> item)
    {
        EmulatedTrophy[] trophies = [.. title.Trophies.Where(trophy => group == "all" || trophy.GroupId == group).OrderBy(trophy => trophy.Id)];
        if (group != "all" && !title.GroupIds.Contains(group)) { return PsnReply.Np(exchange, PsnError.NoTrophies, "no such group"); }
        (ApiPage? page, string? problem) = ApiPage.Read(exchange, usual: 1000, most: 1000);
        if (page is null) { return PsnReply.Bad(exchange, problem!, problem!); }
        body["trophies"] = page.Of(trophies, item);
        page.Close(body, trophies.Length);
        return Reply.Of(200, body);
    }

    private Reply Visible(Exchange exchange, EmulatedPsnPlayer caller, Func<EmulatedPsnPlayer, Reply> answer) =>
        PsnPeople.Visible(authority, exchange, caller, PsnError.NoTrophies, PsnError.NoTrophyAccess, answer);

    private static Reply WithTitle(Exchange exchange, IEnumerable<EmulatedTrophyTitle> titles, string id, Func<EmulatedTrophyTitle, Reply> answer)
    {
        string service = exchange.Query.ContainsKey("npServiceName") ? exchange.Query["npServiceName"].ToString() : "trophy2";
        if (service is not ("trophy" or "trophy2")) { return PsnReply.Bad(exchange, "query: npServiceName", "npServiceName must be trophy or trophy2"); }
        if (titles.FirstOrDefault(title => title.NpCommunicationId == id) is not { } found) { return PsnReply.Np(exchange, PsnError.NoTrophies, "no such title"); }
        return found.NpServiceName == service
            ? answer(found)
            : PsnReply.Np(exchange, PsnError.NoTrophies, $"the title's npServiceName is {found.NpServiceName}, and {service} was asked for");
    }

    private static bool IsSeen(EmulatedTrophyTitle title, EmulatedPsnPlayer player, EmulatedPsnPlayer caller) => !title.IsHidden || player.AccountId == caller.AccountId;
}
