using System.Text.Json.Serialization;
using GameAuth.Storage;

namespace GameAuth.Torture;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(RotorGrant))]
[JsonSerializable(typeof(RotorBody))]
[JsonSerializable(typeof(CachedGrant))]
internal sealed partial class RotorJson : JsonSerializerContext;
