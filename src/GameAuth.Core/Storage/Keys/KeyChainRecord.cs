using System.Text.Json.Serialization;

namespace GameAuth.Storage;

/// <summary>Which source of a chain was chosen, by its <see cref="MasterKeySource.Kind"/>.</summary>
internal sealed record KeyChainRecord
{
    [JsonPropertyName("format")]
    public int Format { get; init; } = KeyDocument<KeyChainRecord>.CurrentFormat;

    [JsonPropertyName("source")]
    public string? Source { get; init; }
}
