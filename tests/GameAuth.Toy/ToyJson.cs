using System.Text.Json.Serialization;
using GameAuth.Storage;

namespace GameAuth.Toy;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(ToyDevice))]
[JsonSerializable(typeof(ToyDeviceToken))]
[JsonSerializable(typeof(ToyGrant))]
[JsonSerializable(typeof(ToySession))]
[JsonSerializable(typeof(ToyBadge))]
[JsonSerializable(typeof(ToyBody))]
[JsonSerializable(typeof(ToySessionFile))]
internal sealed partial class ToyJson : JsonSerializerContext;
