using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>One of <c>EndPoints</c>.</summary>
internal sealed class EndpointBody
{
    [JsonPropertyName("Protocol")]
    public string? Protocol { get; set; }

    [JsonPropertyName("Host")]
    public string? Host { get; set; }

    [JsonPropertyName("HostType")]
    public string? HostType { get; set; }

    [JsonPropertyName("Port"), JsonConverter(typeof(WireInt64Converter))]
    public long? Port { get; set; }

    [JsonPropertyName("Path")]
    public string? Path { get; set; }

    [JsonPropertyName("RelyingParty")]
    public string? RelyingParty { get; set; }

    [JsonPropertyName("SignaturePolicyIndex"), JsonConverter(typeof(WireInt64Converter))]
    public long? SignaturePolicyIndex { get; set; }
}
