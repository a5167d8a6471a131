using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Api;

namespace GameAuth.Emulator.Xbox.Realtime;

/// <summary>What a client asks over RTA: <c>[1, sequence, "uri"]</c> or <c>[2, sequence, id]</c>.</summary>
internal sealed record RtaRequest(int Opcode, long Sequence, string? Uri, int? Id)
{
    public bool IsSubscribe => Opcode == 1;

    public string Step => IsSubscribe ? XboxSteps.RtaSubscribe : XboxSteps.RtaUnsubscribe;

    /// <returns>The request; null when the text is none. A subscription to something that is no text is one to nothing.</returns>
    public static RtaRequest? Read(string message)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            if (document.RootElement is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() < 3) { return null; }
            if (!IsNumber(list[0], out long opcode) || opcode is not (1 or 2) || !IsNumber(list[1], out long sequence)) { return null; }
            string? uri = opcode == 1 && list[2].ValueKind is JsonValueKind.String ? list[2].GetString() : null;
            int? id = opcode == 2 && IsNumber(list[2], out long number) && number is > 0 and <= int.MaxValue ? (int)number : null;
            return new RtaRequest((int)opcode, sequence, uri, id);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsNumber(JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind is JsonValueKind.Number && element.TryGetInt64(out value);
    }
}

/// <summary>What a client may subscribe to: which player's, what, and of which service configuration.</summary>
internal sealed record RtaResource(string Uri, string Xuid, RtaTopic Topic, string? ServiceConfigId)
{
    private static readonly PathTemplate RichPresence = new("https://userpresence.xboxlive.com/users/xuid({xuid})/richpresence");
    private static readonly PathTemplate Achievements = new("https://achievements.xboxlive.com/users/xuid({xuid})/achievements/{scid}");
    private static readonly PathTemplate Friends = new("https://social.xboxlive.com/users/xuid({xuid})/friends");

    /// <returns>The resource; null for an address that is none, letter by letter: a scid in upper case is another one.</returns>
    public static RtaResource? Read(string uri)
    {
        if (RichPresence.Read(uri) is [string watched]) { return new(uri, watched, RtaTopic.RichPresence, null); }
        if (Achievements.Read(uri) is [string player, string scid]) { return new(uri, player, RtaTopic.Achievements, scid); }
        return Friends.Read(uri) is [string popular] ? new(uri, popular, RtaTopic.Friends, null) : null;
    }
}

/// <summary>What an RTA resource tells of.</summary>
internal enum RtaTopic
{
    RichPresence,
    Achievements,

    /// <summary>Can be subscribed to, but nobody makes or loses friends here.</summary>
    Friends,
}

/// <summary>The status of an answer over RTA; 1001 and 1002 come by faults only.</summary>
internal static class RtaStatus
{
    public const int Ok = 0;
    public const int UnknownResource = 1;
    public const int LimitReached = 2;
}

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
