using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

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
[JsonSerializable(typeof(JoinGrantRequest))]
[JsonSerializable(typeof(JoinGrantBody))]
[JsonSerializable(typeof(JoinTokenRequest))]
[JsonSerializable(typeof(JoinTokenBody))]
[JsonSerializable(typeof(ProfilesBody))]
internal sealed partial class HytaleJson : JsonSerializerContext;

/// <summary>How tokens are written into their sealed rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(ExportedSession))]
[JsonSerializable(typeof(GameSessionTokens))]
[JsonSerializable(typeof(HytaleDeviceCodeRow))]
[JsonSerializable(typeof(HytaleGrant))]
[JsonSerializable(typeof(HytaleIdentity))]
[JsonSerializable(typeof(HytaleLastProfile))]
internal sealed partial class HytaleRowJson : JsonSerializerContext;
