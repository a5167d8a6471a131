using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>The token endpoint's answer as it was stored. The refresh token is whole in the file, prefix and all.</summary>
internal sealed class CmlMicrosoftSession
{
    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("scope")]
    public string? Scope { get; init; }
}
