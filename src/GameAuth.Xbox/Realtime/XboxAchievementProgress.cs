using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>How far a player has come with an achievement. Immutable. Its texts came from the service and have been cleaned.</summary>
/// <param name="ServiceConfigId">The service configuration id of the game.</param>
/// <param name="AchievementId">The achievement, such as <c>1</c>; unique within the game.</param>
/// <param name="State">How far.</param>
/// <param name="UnlockedAt">When it was unlocked; null while it is not.</param>
/// <param name="Requirements">What it takes; may be empty.</param>
public sealed record XboxAchievementProgress(
    string ServiceConfigId, string AchievementId, XboxAchievementState State, DateTimeOffset? UnlockedAt, IReadOnlyList<XboxAchievementRequirement> Requirements);

/// <summary>A player's presence as friends see it. Immutable. Its texts came from the service and have been cleaned.</summary>
/// <param name="Xuid">The player.</param>
/// <param name="State">The service's word: <c>Online</c>, <c>Away</c>, <c>Offline</c>, or one that is new; empty where it says none.</param>
/// <param name="Text">One line to show, such as the game; empty where there is none.</param>
/// <param name="DeviceType">The kind of the device, such as <c>XboxOne</c>; null where the service does not say.</param>
/// <param name="Details">What goes on, per device and title; may be empty.</param>
public sealed record XboxRichPresence(string Xuid, string State, string Text, string? DeviceType, IReadOnlyList<XboxRichPresenceDetail> Details)
{
    /// <summary>Whether the player is online.</summary>
    public bool IsOnline => string.Equals(State, "Online", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What goes on at one device of a player. Immutable.</summary>
/// <param name="Device">The kind of the device, such as <c>Scarlett</c> or <c>Win32</c>.</param>
/// <param name="TitleId">The title, in decimal digits; null where there is none.</param>
/// <param name="Text">One line to show; may be empty.</param>
/// <param name="State">The service's word: <c>Active</c>, <c>LastSeen</c>, or one that is new.</param>
/// <param name="IsGame">Whether the title is a game.</param>
/// <param name="IsPrimary">Whether this is the one to show where there is room for one.</param>
/// <param name="IsBroadcasting">Whether it is broadcast.</param>
public sealed record XboxRichPresenceDetail(string Device, string? TitleId, string Text, string State, bool IsGame, bool IsPrimary, bool IsBroadcasting);

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

/// <summary>An event of achievements.xboxlive.com.</summary>
internal sealed class AchievementsEventBody
{
    [JsonPropertyName("serviceConfigId")]
    public string? ServiceConfigId { get; set; }

    [JsonPropertyName("progression"), JsonConverter(typeof(WireListConverter<RtaProgressionBody>))]
    public IReadOnlyList<RtaProgressionBody> Progression { get; set; } = [];
}

/// <summary>One achievement of an event.</summary>
internal sealed class RtaProgressionBody
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("progressState")]
    public string? State { get; set; }

    [JsonPropertyName("timeUnlocked")]
    public DateTimeOffset? UnlockedAt { get; set; }

    [JsonPropertyName("requirements"), JsonConverter(typeof(WireListConverter<RequirementBody>))]
    public IReadOnlyList<RequirementBody> Requirements { get; set; } = [];
}

/// <summary>An event of userpresence.xboxlive.com; its xuid is a number.</summary>
internal sealed class RichPresenceBody
{
    [JsonPropertyName("xuid")]
    public string? Xuid { get; set; }

    [JsonPropertyName("devicetype")]
    public string? DeviceType { get; set; }

    [JsonPropertyName("presenceState")]
    public string? State { get; set; }

    [JsonPropertyName("presenceText")]
    public string? Text { get; set; }

    [JsonPropertyName("presenceDetails"), JsonConverter(typeof(WireListConverter<RichPresenceDetailBody>))]
    public IReadOnlyList<RichPresenceDetailBody> Details { get; set; } = [];
}

/// <summary>One device of a presence.</summary>
internal sealed class RichPresenceDetailBody
{
    [JsonPropertyName("device")]
    public string? Device { get; set; }

    [JsonPropertyName("titleId")]
    public string? TitleId { get; set; }

    [JsonPropertyName("presenceText")]
    public string? Text { get; set; }

    [JsonPropertyName("state")]
    public string? State { get; set; }

    [JsonPropertyName("isGame")]
    public bool IsGame { get; set; }

    [JsonPropertyName("isPrimary")]
    public bool IsPrimary { get; set; }

    [JsonPropertyName("isBroadcasting")]
    public bool IsBroadcasting { get; set; }
}

/// <summary>How live events are read: names in any case, numbers that may be strings and the other way round, dates of any precision.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, Converters = [typeof(WireStringConverter), typeof(WireDateConverter)])]
[JsonSerializable(typeof(AchievementsEventBody))]
[JsonSerializable(typeof(RichPresenceBody))]
internal sealed partial class RtaJsonContext : JsonSerializerContext;
