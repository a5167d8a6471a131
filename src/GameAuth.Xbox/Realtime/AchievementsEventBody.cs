using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>An event of achievements.xboxlive.com.</summary>
internal sealed class AchievementsEventBody
{
    [JsonPropertyName("serviceConfigId")]
    public string? ServiceConfigId { get; set; }

    [JsonPropertyName("progression"), JsonConverter(typeof(WireListConverter<ProgressionBody>))]
    public IReadOnlyList<ProgressionBody> Progression { get; set; } = [];
}
