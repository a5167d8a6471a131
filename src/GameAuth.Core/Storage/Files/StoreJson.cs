using System.Text.Json.Serialization;

namespace GameAuth.Storage;

/// <summary>The JSON of the store's own files.</summary>
[JsonSerializable(typeof(StoreHeader))]
internal sealed partial class StoreJson : JsonSerializerContext;
