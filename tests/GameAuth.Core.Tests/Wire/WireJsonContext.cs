using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.Wire;

/// <summary>An answer as a provider would model it, with every tolerant reader.</summary>
public sealed class SampleAnswer
{
    public required string Name { get; set; }

    public long Count { get; set; }

    public long? Limit { get; set; }

    public DateTimeOffset NotAfter { get; set; }

    public Secret? Token { get; set; }

    [JsonConverter(typeof(WireListConverter<SampleClaim>))]
    public IReadOnlyList<SampleClaim> Claims { get; set; } = [];
}

public sealed record SampleClaim(string Uhs);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(WireDateConverter), typeof(WireInt64Converter), typeof(WireStringConverter), typeof(WireSecretConverter)])]
[JsonSerializable(typeof(SampleAnswer))]
internal sealed partial class WireJsonContext : JsonSerializerContext;
