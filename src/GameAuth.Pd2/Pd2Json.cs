using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Pd2;

/// <summary>How answers are read: snake case; what the services say stays open.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(WireStringConverter)])]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(OwnAccountBody))]
internal sealed partial class Pd2Json : JsonSerializerContext;

/// <summary>How tokens are written into their sealed rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(Pd2Grant))]
[JsonSerializable(typeof(Pd2Identity))]
internal sealed partial class Pd2RowJson : JsonSerializerContext;
