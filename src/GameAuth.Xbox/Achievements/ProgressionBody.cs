using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>How far a player is.</summary>
internal sealed class ProgressionBody
{
    [JsonConverter(typeof(WireListConverter<RequirementBody>))]
    public IReadOnlyList<RequirementBody> Requirements { get; set; } = [];

    /// <summary>The year 1 before it is unlocked.</summary>
    public string? TimeUnlocked { get; set; }
}
