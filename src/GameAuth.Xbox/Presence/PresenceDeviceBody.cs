using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A device of a record as the service has it.</summary>
internal sealed class PresenceDeviceBody
{
    public string? Type { get; set; }

    [JsonConverter(typeof(WireListConverter<PresenceTitleBody>))]
    public IReadOnlyList<PresenceTitleBody> Titles { get; set; } = [];

    public XboxPresenceDevice Read() => new(Lenient.Text(Type), [.. Titles.Select(static title => title.Read())]);
}
