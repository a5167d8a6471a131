using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Presence;

/// <summary>userpresence.xboxlive.com: where players are. A batch is answered by a bare array.</summary>
internal sealed class PresenceHost(XboxAuthority authority)
{
    private const int LargestBatch = 1100;

    public static EmulatedHost Of(XboxAuthority authority)
    {
        PresenceHost host = new(authority);
        return new EmulatedHost("userpresence", "userpresence.xboxlive.com",
            EmulatedRoute.At("POST", "/users/batch", XboxSteps.PresenceBatch, host.Batch),
            EmulatedRoute.Under("GET", "/users/{user}", XboxSteps.Presence, host.One));
    }

    private ApiDemands Demands => new(authority.Options.Freshness.UserPresence) { Contracts = ["2", "3"] };

    private Reply One(Exchange exchange, string[] path)
    {
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        if (refusal is not null) return refusal;
        if (LevelOf(exchange.Query["level"].ToString()) is not { } level) return XboxReply.Malformed(exchange, BadLevel);
        return authority.People.InPath(path[0], caller!) is { } player
            ? Reply.Of(200, Record(player, caller!, level, exchange))
            : XboxReply.NotFound(exchange, "no such player");
    }

    private Reply Batch(Exchange exchange)
    {
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        if (refusal is not null) return refusal;
        XboxBody? body = XboxBody.Parse(exchange.Body);
        if (body?.Texts("users") is not { Count: > 0 and <= LargestBatch } users) return XboxReply.Malformed(exchange, "users must be an array of 1 to 1100 texts");
        if (LevelOf(body.Text("level") ?? "") is not { } level) return XboxReply.Malformed(exchange, BadLevel);
        bool onlineOnly = body.IsTrue("onlineOnly");
        return Reply.Of(200, new JsonArray([.. users.Select(authority.People.Find).OfType<EmulatedPlayer>()
            .Where(player => !onlineOnly || player.PresenceFor(caller!.Xuid).IsThere)
            .Select(player => (JsonNode)Record(player, caller!, level, exchange))]));
    }

    private static string BadLevel => "level must be one of " + string.Join(", ", PresenceJson.Levels);

    private static string? LevelOf(string wanted) =>
        wanted.Length == 0 ? "title" : PresenceJson.Levels.FirstOrDefault(level => level.Equals(wanted, StringComparison.OrdinalIgnoreCase));

    private static JsonObject Record(EmulatedPlayer player, EmulatedPlayer caller, string level, Exchange exchange) =>
        PresenceJson.Of(player, player.PresenceFor(caller.Xuid), level, exchange.Now);
}
