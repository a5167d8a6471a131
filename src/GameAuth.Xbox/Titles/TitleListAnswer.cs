using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The answer of the calls of titlehub, also of those for one title.</summary>
internal sealed class TitleListAnswer
{
    [JsonConverter(typeof(WireListConverter<TitleBody>))]
    public IReadOnlyList<TitleBody>? Titles { get; set; }
}
