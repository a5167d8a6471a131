using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>A live or sisu cache: the token endpoint's answer under <c>token</c>, with <c>obtainedOn</c>.</summary>
internal sealed class PrismarineCache
{
    [JsonPropertyName("token")]
    public PrismarineToken? Token { get; init; }
}
