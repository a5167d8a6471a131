using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>An answer of the server.</summary>
internal sealed record RotorBody
{
    [JsonConverter(typeof(WireSecretConverter))]
    public Secret? AccessToken { get; init; }

    [JsonConverter(typeof(WireSecretConverter))]
    public Secret? RefreshToken { get; init; }

    /// <summary>In milliseconds: the tokens of this server live for less than a second.</summary>
    public int ExpiresInMs { get; init; }

    public string? Error { get; init; }
}
