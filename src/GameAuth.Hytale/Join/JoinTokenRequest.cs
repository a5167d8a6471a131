using System.Text.Json.Serialization;

namespace GameAuth.Hytale;

/// <summary>The body of <c>POST /server-join/auth-token</c>. It holds a secret, so it is no record, which would print it.</summary>
internal sealed class JoinTokenRequest
{
    public required string AuthorizationGrant { get; init; }

    [JsonPropertyName("x509Fingerprint")]
    public required string Fingerprint { get; init; }
}
