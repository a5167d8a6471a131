using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>One of <c>SignaturePolicies</c>.</summary>
internal sealed class SignaturePolicyBody
{
    [JsonPropertyName("Version"), JsonConverter(typeof(WireInt64Converter))]
    public long? Version { get; set; }

    [JsonPropertyName("SupportedAlgorithms"), JsonConverter(typeof(WireListConverter<string>))]
    public IReadOnlyList<string> SupportedAlgorithms { get; set; } = [];

    [JsonPropertyName("MaxBodyBytes"), JsonConverter(typeof(WireInt64Converter))]
    public long? MaxBodyBytes { get; set; }

    [JsonPropertyName("ExtraHeaders"), JsonConverter(typeof(WireListConverter<string>))]
    public IReadOnlyList<string> ExtraHeaders { get; set; } = [];
}
