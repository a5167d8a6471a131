using System.Text.Json.Serialization;

namespace GameAuth.Storage;

/// <summary>The id of the keystore item that a store's key is in. It is written after the item, so where it stands the item was made and is never made again.</summary>
internal sealed record KeystoreRecord
{
    [JsonPropertyName("format")]
    public int Format { get; init; } = KeyDocument<KeystoreRecord>.CurrentFormat;

    [JsonPropertyName("item")]
    public string? Item { get; init; }
}
