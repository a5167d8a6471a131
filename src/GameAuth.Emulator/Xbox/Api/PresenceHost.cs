using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Api;

/// <summary>userpresence.xboxlive.com: where players are. A batch is answered by a bare array.</summary>
internal sealed class PresenceHost(XboxAuthority authority)
{
    private const int LargestBatch = 1100;

    public static EmulatedHost Of(XboxAuthority authority)
    {
        PresenceHost host = new(authority);
        return new EmulatedHost("userpresence", "userpresence.xboxlive.com",
            EmulatedRoute.At("POST", "/users/batch", XboxSteps.PresenceBatch, host.For(host.Batch)),
            EmulatedRoute.Under("GET", "/users/{user}", XboxSteps.Presence, host.For(host.One)));
    }

    private Func<Exchange, Reply> For(Func<Exchange, EmulatedPlayer, Reply> answer) =>
        ApiAuthorization.For(authority, new ApiRequirements(freshness => freshness.UserPresence) { Contracts = ["2", "3"] }, answer);

    private Reply One(Exchange exchange, EmulatedPlayer caller)
    {
        if (LevelOf(exchange.Query["level"].ToString()) is not { } level) { return XboxReply.Malformed(exchange, BadLevel); }
        return authority.People.InPath(exchange.Places[0], caller) is { } player
            ? Reply.Of(200, Record(player, caller, level, exchange))
            : XboxReply.NotFound(exchange, "no such player");
    }

    private Reply Batch(Exchange exchange, EmulatedPlayer caller)
    {
        XboxBody? body = XboxBody.Parse(exchange.Body);
        if (body?.Texts("users") is not { Count: > 0 and <= LargestBatch } users)
        {
            return XboxReply.Malformed(exchange, "users must be an array of 1 to 1100 texts");
        }

        if (LevelOf(body.Text("level") ?? "") is not { } level) { return XboxReply.Malformed(exchange, BadLevel); }
        bool onlineOnly = body.IsTrue("onlineOnly");
        return Reply.Of(200, new JsonArray([.. users.Select(authority.People.Find).OfType<EmulatedPlayer>()
            .Where(player => !onlineOnly || player.PresenceFor(caller.Xuid).IsThere)
            .Select(player => (JsonNode)Record(player, caller, level, exchange))]));
    }

    private static string BadLevel => "level must be one of " + string.Join(", ", PresenceJson.Levels);

    private static string? LevelOf(string wanted) =>
        wanted.Length == 0 ? "title" : PresenceJson.Levels.FirstOrDefault(level => level.Equals(wanted, StringComparison.OrdinalIgnoreCase));

    private static JsonObject Record(EmulatedPlayer player, EmulatedPlayer caller, string level, Exchange exchange) =>
        PresenceJson.Of(player, player.PresenceFor(caller.Xuid), level, exchange.Now);
}

/// <summary>A presence record: the higher the level, the more of it.</summary>
internal static class PresenceJson
{
    public static IReadOnlyList<string> Levels { get; } = ["user", "device", "title", "all"];

    public static JsonObject Of(EmulatedPlayer player, EmulatedPresence presence, string level, DateTimeOffset now)
    {
        JsonObject record = new() { ["xuid"] = player.Xuid, ["state"] = presence.State.ToString() };
        if (!presence.IsThere && presence.LastSeen is { } seen)
        {
            record["lastSeen"] = new JsonObject
            {
                ["deviceType"] = presence.DeviceType, ["titleId"] = presence.TitleId, ["titleName"] = presence.TitleName, ["timestamp"] = XboxText.Of(seen),
            };
        }

        if (presence.IsThere && level != "user") { record["devices"] = new JsonArray(Device(presence, level, now)); }
        record["emulated"] = true;
        return record;
    }

    private static JsonObject Device(EmulatedPresence presence, string level, DateTimeOffset now)
    {
        JsonObject device = new() { ["type"] = presence.DeviceType };
        if (level == "device") { return device; }
        JsonObject title = new()
        {
            ["id"] = presence.TitleId, ["name"] = presence.TitleName, ["placement"] = "Full",
            ["state"] = presence.State is EmulatedPresenceState.Away ? "Inactive" : "Active", ["lastModified"] = XboxText.Of(now),
        };
        if (level == "all" && presence.RichPresence is { } words) { title["activity"] = new JsonObject { ["richPresence"] = words }; }
        device["titles"] = new JsonArray(title);
        return device;
    }
}
