using System.Text.Json.Serialization;
using GameAuth.Storage;

namespace GameAuth.Torture;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(KeepsakeGrant))]
[JsonSerializable(typeof(KeepsakeFile))]
internal sealed partial class KeepsakeJson : JsonSerializerContext;
