using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The answer of the calls of peoplehub.</summary>
internal sealed class PeopleAnswer
{
    [JsonConverter(typeof(WireListConverter<PersonBody>))]
    public IReadOnlyList<PersonBody>? People { get; set; }
}
