using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The limit as a gateway's 429 says it in its body.</summary>
internal sealed class HytaleErrorHeaders
{
    /// <summary>When the limit is over, in seconds since 1970; small numbers are seconds from now.</summary>
    [JsonPropertyName("X-RateLimit-Reset")]
    [JsonConverter(typeof(WireInt64Converter))]
    public long Reset { get; set; }
}
