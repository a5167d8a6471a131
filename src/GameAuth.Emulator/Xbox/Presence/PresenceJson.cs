using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Xbox.Presence;

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

        if (presence.IsThere && level != "user") record["devices"] = new JsonArray(Device(presence, level, now));
        record["emulated"] = true;
        return record;
    }

    private static JsonObject Device(EmulatedPresence presence, string level, DateTimeOffset now)
    {
        JsonObject device = new() { ["type"] = presence.DeviceType };
        if (level == "device") return device;
        JsonObject title = new()
        {
            ["id"] = presence.TitleId, ["name"] = presence.TitleName, ["placement"] = "Full",
            ["state"] = presence.State is EmulatedPresenceState.Away ? "Inactive" : "Active", ["lastModified"] = XboxText.Of(now),
        };
        if (level == "all" && presence.RichPresence is { } words) title["activity"] = new JsonObject { ["richPresence"] = words };
        device["titles"] = new JsonArray(title);
        return device;
    }
}
