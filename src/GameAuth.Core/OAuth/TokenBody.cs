using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>The members of a token endpoint's answer (RFC 6749 sections 5.1 and 5.2), success or error.</summary>
internal sealed class TokenBody
{
    public Secret? AccessToken { get; set; }

    public Secret? RefreshToken { get; set; }

    public Secret? IdToken { get; set; }

    public string? TokenType { get; set; }

    public long? ExpiresIn { get; set; }

    [JsonConverter(typeof(ScopeConverter))]
    public string? Scope { get; set; }

    public string? UserId { get; set; }

    // Some servers put an object under this name; what is no text is no OAuth error code.
    [JsonConverter(typeof(LenientTextConverter))]
    public string? Error { get; set; }

    [JsonConverter(typeof(LenientTextConverter))]
    public string? ErrorDescription { get; set; }

    [JsonConverter(typeof(LenientTextConverter))]
    public string? ErrorUri { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}
