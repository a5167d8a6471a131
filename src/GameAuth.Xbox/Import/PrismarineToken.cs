using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>The answer of login.live.com's token endpoint as it was cached. Its <c>expires_in</c> is not read: the program takes its seconds for milliseconds.</summary>
internal sealed class PrismarineToken
{
    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("scope")]
    public string? Scope { get; init; }
}
