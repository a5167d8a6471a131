using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>A private key as another program writes it (RFC 7518 section 6.2).</summary>
internal sealed class PrivateJwk
{
    [JsonPropertyName("kty")]
    public string? KeyType { get; init; }

    [JsonPropertyName("crv")]
    public string? Curve { get; init; }

    [JsonPropertyName("x")]
    public string? X { get; init; }

    [JsonPropertyName("y")]
    public string? Y { get; init; }

    [JsonPropertyName("d")]
    public string? D { get; init; }
}
