using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>One requirement of an achievement.</summary>
internal sealed class RtaRequirementBody
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("current")]
    public string? Current { get; set; }

    [JsonPropertyName("target")]
    public string? Target { get; set; }
}
