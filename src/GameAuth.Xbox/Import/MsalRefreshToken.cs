using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>A refresh token of MSAL's unified cache schema.</summary>
internal sealed class MsalRefreshToken
{
    [JsonPropertyName("secret")]
    public string? Secret { get; init; }

    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    /// <summary>The host that issued it.</summary>
    [JsonPropertyName("environment")]
    public string? Environment { get; init; }
}
