using System.Text.Json.Serialization;
using GameAuth.Storage;

namespace GameAuth.Toy.Tests.UserLink;

[JsonSourceGenerationOptions(Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(MinecraftToken))]
internal sealed partial class AppJson : JsonSerializerContext;
