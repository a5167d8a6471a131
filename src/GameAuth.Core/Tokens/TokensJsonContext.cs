using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>The JSON of token rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredToken))]
internal sealed partial class TokensJsonContext : JsonSerializerContext;
