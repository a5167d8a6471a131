using System.Text.Json.Serialization;
using GameAuth.Storage;

namespace GameAuth.Hytale;

/// <summary>How tokens are written into their sealed rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(GameSessionRecord))]
[JsonSerializable(typeof(HytaleGrant))]
[JsonSerializable(typeof(HytaleIdentity))]
[JsonSerializable(typeof(HytaleLastProfile))]
internal sealed partial class HytaleRowJsonContext : JsonSerializerContext;
