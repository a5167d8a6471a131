using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

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
