using System.Text.Json.Serialization;
using GameAuth.Storage;
using MinecraftLauncher.Bedrock;
using MinecraftLauncher.Java;

namespace MinecraftLauncher;

/// <summary>How this program's tokens are written into GameAuth's sealed rows.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(MinecraftToken))]
[JsonSerializable(typeof(BedrockIdentity))]
internal sealed partial class MinecraftRows : JsonSerializerContext;
