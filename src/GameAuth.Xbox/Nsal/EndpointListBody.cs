using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The answer of <c>/titles/default/endpoints</c>, contract version 1. Its certificates are not read: TLS is judged by this machine's own.</summary>
internal sealed class EndpointListBody
{
    [JsonPropertyName("EndPoints"), JsonConverter(typeof(WireListConverter<EndpointBody>))]
    public IReadOnlyList<EndpointBody> EndPoints { get; set; } = [];

    [JsonPropertyName("SignaturePolicies"), JsonConverter(typeof(WireListConverter<SignaturePolicyBody>))]
    public IReadOnlyList<SignaturePolicyBody> SignaturePolicies { get; set; } = [];
}
