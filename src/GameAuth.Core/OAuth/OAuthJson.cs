using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>How OAuth answers are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(WireSecretConverter), typeof(WireStringConverter), typeof(WireInt64Converter)])]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(DeviceAuthorizationBody))]
internal sealed partial class OAuthJson : JsonSerializerContext;
