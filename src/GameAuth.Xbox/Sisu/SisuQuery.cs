using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>What SISU puts into the address of Microsoft's page.</summary>
internal sealed class SisuQuery
{
    /// <summary>What clients are seen to send, on a desktop too.</summary>
    [JsonPropertyName("display")]
    public string Display { get; } = "android_phone";

    [JsonPropertyName("code_challenge")]
    public required string? CodeChallenge { get; init; }

    [JsonPropertyName("code_challenge_method")]
    public required string CodeChallengeMethod { get; init; }

    [JsonPropertyName("state")]
    public required string State { get; init; }

    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }
}
