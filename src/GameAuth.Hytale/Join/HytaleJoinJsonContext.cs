using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>How the bodies of joins are written and read: camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(WireSecretConverter), typeof(WireStringConverter)])]
[JsonSerializable(typeof(JoinGrantRequest))]
[JsonSerializable(typeof(JoinGrantBody))]
[JsonSerializable(typeof(JoinTokenRequest))]
[JsonSerializable(typeof(JoinTokenBody))]
internal sealed partial class HytaleJoinJsonContext : JsonSerializerContext;
