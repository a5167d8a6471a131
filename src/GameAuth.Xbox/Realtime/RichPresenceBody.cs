using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

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
