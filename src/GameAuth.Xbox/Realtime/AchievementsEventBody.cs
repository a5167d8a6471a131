using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>An event of achievements.xboxlive.com.</summary>
internal sealed class AchievementsEventBody
{
    [JsonPropertyName("serviceConfigId")]
    public string? ServiceConfigId { get; set; }

    [JsonPropertyName("progression"), JsonConverter(typeof(WireListConverter<RtaProgressionBody>))]
    public IReadOnlyList<RtaProgressionBody> Progression { get; set; } = [];
}
