using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>A refusal in either shape that is in use: <c>code, message</c>, or <c>success, error, error_description</c>. Any member may be missing.</summary>
internal sealed class HytaleErrorBody
{
    public string? Code { get; set; }

    public string? Message { get; set; }

    public string? Error { get; set; }

    public string? ErrorDescription { get; set; }

    public string? EntitlementRequired { get; set; }

    [JsonConverter(typeof(WireInt64Converter))]
    public long RetryAfter { get; set; }

    /// <summary>Header-like members that a gateway repeats in the body of a 429.</summary>
    public HytaleErrorHeaders? Headers { get; set; }
}
