using System.Text.Json.Serialization;

namespace GameAuth.Storage;

/// <summary>How a passphrase becomes the key of a store. Nothing in it is secret.</summary>
internal sealed record PassphraseParameters
{
    [JsonPropertyName("format")]
    public int Format { get; init; } = KeyDocument<PassphraseParameters>.CurrentFormat;

    /// <summary>Which derivation; one that this release does not know is a newer release's.</summary>
    [JsonPropertyName("kdf")]
    public string? Kdf { get; init; }

    [JsonPropertyName("iterations")]
    public int Iterations { get; init; }

    [JsonPropertyName("salt")]
    public byte[]? Salt { get; init; }

    /// <summary>Derived from the key, one way: tells a mistyped passphrase before anything is sealed under it.</summary>
    [JsonPropertyName("check")]
    public byte[]? Check { get; init; }
}
