using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>What the data of an event says. Each reader throws <see cref="JsonException"/> for data of another shape, and returns nothing where there is none.</summary>
internal static class RtaEvents
{
    public static IReadOnlyList<JsonElement> ReadRaw(JsonElement data) => IsNone(data) ? [] : [data];

    public static IReadOnlyList<XboxAchievementProgress> ReadAchievements(JsonElement data)
    {
        if (IsNone(data))
        {
            return [];
        }

        AchievementsEventBody body = data.Deserialize(RtaJsonContext.Default.AchievementsEventBody)!;
        string scid = ServerText.Clean(body.ServiceConfigId, 64);
        return [.. body.Progression.Select(one => Progress(scid, one))];
    }

    public static IReadOnlyList<XboxRichPresence> ReadPresence(JsonElement data)
    {
        if (IsNone(data))
        {
            return [];
        }

        RichPresenceBody body = data.Deserialize(RtaJsonContext.Default.RichPresenceBody)!;
        return
        [
            new XboxRichPresence(
                Required(body.Xuid), ServerText.Clean(body.State, 32), ServerText.Clean(body.Text), Known(body.DeviceType),
                [.. body.Details.Select(Detail)]),
        ];
    }

    // Where a resource has nothing to say, services send null or an empty object along.
    private static bool IsNone(JsonElement data) =>
        data.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (data.ValueKind is JsonValueKind.Object && data.GetPropertyCount() == 0);

    private static XboxAchievementProgress Progress(string scid, RtaProgressionBody one)
    {
        // The first year is how the service writes "never".
        DateTimeOffset? unlocked = one.UnlockedAt is { Year: > 1 } at ? at : null;
        return new XboxAchievementProgress(
            scid, Required(one.Id), AchievementBody.StateOf(one.State), unlocked, [.. one.Requirements.Select(static need => need.Read())]);
    }

    private static XboxRichPresenceDetail Detail(RichPresenceDetailBody one) => new(
        ServerText.Clean(one.Device, 64), Known(one.TitleId), ServerText.Clean(one.Text), ServerText.Clean(one.State, 32), one.IsGame, one.IsPrimary, one.IsBroadcasting);

    private static string? Known(string? text) => ServerText.Clean(text, 64) is { Length: > 0 } clean ? clean : null;

    private static string Required(string? text) => Known(text) ?? throw new JsonException();
}
