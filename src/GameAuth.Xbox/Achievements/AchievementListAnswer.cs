using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The answer of <c>/users/xuid(…)/achievements</c>.</summary>
internal sealed class AchievementListAnswer
{
    [JsonConverter(typeof(WireListConverter<AchievementBody>))]
    public IReadOnlyList<AchievementBody>? Achievements { get; set; }

    public PagingBody? PagingInfo { get; set; }
}
