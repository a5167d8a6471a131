using System.Text.Json.Serialization;
using GameAuth.Storage;

namespace GameAuth.Toy;

/// <summary>What is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(ToyDevice))]
[JsonSerializable(typeof(ToyDeviceToken))]
[JsonSerializable(typeof(ToyGrant))]
[JsonSerializable(typeof(ToySession))]
[JsonSerializable(typeof(ToyBadge))]
internal sealed partial class ToyJson : JsonSerializerContext;

/// <summary>What comes over the wire.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(WireSecretConverter)])]
[JsonSerializable(typeof(ToyBody))]
internal sealed partial class ToyWireJson : JsonSerializerContext;
