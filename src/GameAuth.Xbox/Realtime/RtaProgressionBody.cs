using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

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
