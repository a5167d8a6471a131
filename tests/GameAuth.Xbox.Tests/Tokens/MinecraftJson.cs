using System.Text.Json.Serialization;
using GameAuth.Storage;

namespace GameAuth.Xbox.Tests;

[JsonSourceGenerationOptions(Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(MinecraftToken))]
internal sealed partial class MinecraftJson : JsonSerializerContext;
