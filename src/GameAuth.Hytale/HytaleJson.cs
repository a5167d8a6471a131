using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>How bodies are written and answers are read: snake case but where a member says otherwise, numbers that may be strings, dates of any precision.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WireSecretConverter), typeof(WireStringConverter), typeof(WireDateConverter)])]
[JsonSerializable(typeof(DirectSessionRequest))]
[JsonSerializable(typeof(DirectSessionBody))]
[JsonSerializable(typeof(GatewayRequest))]
[JsonSerializable(typeof(GatewaySessionBody))]
[JsonSerializable(typeof(HytaleErrorBody))]
[JsonSerializable(typeof(ProfilesBody))]
internal sealed partial class HytaleJson : JsonSerializerContext;
