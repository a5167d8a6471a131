using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.People;

/// <summary>peoplehub.xboxlive.com: a player's friends, and any people by xuid. It answers nobody who names no language.</summary>
internal sealed class PeopleHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority)
    {
        PeopleHost host = new(authority);
        return new EmulatedHost("peoplehub", "peoplehub.xboxlive.com",
            EmulatedRoute.Under("GET", "/users/{user}/people/social/decoration/{fields}", XboxSteps.Friends, host.Friends),
            EmulatedRoute.Under("GET", "/users/me/people/xuids({xuids})/decoration/{fields}", XboxSteps.PeopleBatch, host.ByPath),
            EmulatedRoute.Under("POST", "/users/me/people/batch/decoration/{fields}", XboxSteps.PeopleBatch, host.ByBody));
    }

    private ApiDemands Demands => new(authority.Options.Freshness.PeopleHub) { Contracts = ["1", "2", "3", "4", "5"], Language = true };

    private Reply Friends(Exchange exchange, string[] path)
    {
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        if (refusal is not null) return refusal;
        return authority.People.InPath(path[0], caller!) is { } player
            ? Answer(caller!, player.Friends.Select(friend => friend.Xuid), path[1])
            : XboxReply.NotFound(exchange, "no such player");
    }

    private Reply ByPath(Exchange exchange, string[] path)
    {
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        return refusal ?? Answer(caller!, path[0].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), path[1]);
    }

    private Reply ByBody(Exchange exchange, string[] path)
    {
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        if (refusal is not null) return refusal;
        return XboxBody.Parse(exchange.Body)?.Texts("xuids") is { Count: > 0 } xuids
            ? Answer(caller!, xuids, path[0])
            : XboxReply.Malformed(exchange, "xuids must be an array of texts");
    }

    /// <summary>People whom nobody knows are left out.</summary>
    private Reply Answer(EmulatedPlayer caller, IEnumerable<string> xuids, string fields)
    {
        string[] decorations = [.. fields.Split(',').Select(field => field.Trim().ToLowerInvariant())];
        IEnumerable<EmulatedPlayer> found = xuids.Distinct(StringComparer.Ordinal).Select(authority.People.Find).OfType<EmulatedPlayer>();
        return Reply.Of(200, new JsonObject
        {
            ["people"] = new JsonArray([.. found.Select(person => (JsonNode)PersonJson.Of(authority.People, caller, person, decorations))]),
            ["recommendationSummary"] = null,
            ["friendFinderState"] = null,
            ["accountLinkDetails"] = null,
            ["emulated"] = true,
        });
    }
}
