using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Storage;

/// <summary>The file <c>store.json</c>: which format the store has, and an id of its own.</summary>
/// <remarks>It is written once and never again. Rows do not depend on it: a store that lost it is whole, and gets a new one.</remarks>
internal sealed record StoreHeader
{
    public const int CurrentFormat = 1;

    private const int IdSize = 16;
    private const int MaxLength = 64 * 1024;

    [JsonPropertyName("format")]
    public required int Format { get; init; }

    /// <summary>Names the store to keystores and in diagnostics; random.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Reads the header; null where there is none, or where the file is no header.</summary>
    public static StoreHeader? Read(IStoreDisk disk, StoreLayout layout)
    {
        try
        {
            return disk.Read(layout.Header, MaxLength) is { } json ? JsonSerializer.Deserialize(json, StoreJson.Default.StoreHeader) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static void Create(IStoreDisk disk, StoreLayout layout)
    {
        StoreHeader header = new() { Format = CurrentFormat, Id = RandomNumberGenerator.GetHexString(2 * IdSize, lowercase: true) };
        string temporary = StoreLayout.Temporary(layout.Header);
        disk.Create(temporary, JsonSerializer.SerializeToUtf8Bytes(header, StoreJson.Default.StoreHeader));
        disk.Move(temporary, layout.Header);
        disk.FlushDirectory(layout.Directory);
    }
}
