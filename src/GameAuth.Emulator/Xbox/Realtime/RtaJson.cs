using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Xbox.Achievements;

namespace GameAuth.Emulator.Xbox.Realtime;

/// <summary>The data of RTA events: the xuid is a number here, and presence details are in camel case.</summary>
internal static class RtaJson
{
    public static JsonObject Achievement(EmulatedTitle title, EmulatedAchievement one) => new()
    {
        ["serviceConfigId"] = title.ServiceConfigId,
        ["progression"] = new JsonArray(new JsonObject
        {
            ["id"] = one.Id,
            ["requirements"] = AchievementJson.Requirements(title, one),
            ["progressState"] = one.ProgressState,
            ["timeUnlocked"] = XboxText.Of(one.UnlockedAt),
        }),
        ["contractVersion"] = 1,
        ["emulated"] = true,
    };

    public static JsonObject RichPresence(EmulatedPlayer player, EmulatedPresence presence)
    {
        string words = presence.RichPresence ?? "";
        string text = !presence.IsThere ? "Offline" : words.Length == 0 ? presence.TitleName : $"{presence.TitleName} - {words}";
        return new JsonObject
        {
            ["devicetype"] = presence.DeviceType,
            ["titleid"] = presence.IsThere && uint.TryParse(presence.TitleId, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) ? id : 0,
            ["string1"] = text,
            ["string2"] = "",
            ["presenceState"] = presence.State.ToString(),
            ["presenceText"] = text,
            ["presenceDetails"] = presence.IsThere ? new JsonArray(Detail(presence, words, text)) : new JsonArray(),
            ["xuid"] = ulong.Parse(player.Xuid, CultureInfo.InvariantCulture),
            ["emulated"] = true,
        };
    }

    private static JsonObject Detail(EmulatedPresence presence, string words, string text) => new()
    {
        ["isBroadcasting"] = false,
        ["device"] = presence.DeviceType,
        ["presenceText"] = text,
        ["state"] = "Active",
        ["titleId"] = presence.TitleId,
        ["isGame"] = presence.TitleId != new EmulatedPresence().TitleId,
        ["isPrimary"] = true,
        ["richPresenceText"] = words,
    };
}
