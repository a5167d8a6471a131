using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;
using MinecraftLauncher.Bedrock;
using MinecraftLauncher.Java;

namespace MinecraftLauncher;

/// <summary>How bodies are written and answers are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WireSecretConverter), typeof(WireStringConverter)])]
[JsonSerializable(typeof(LoginWithXbox))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(Entitlements))]
[JsonSerializable(typeof(JavaProfile))]
[JsonSerializable(typeof(BedrockRequest))]
[JsonSerializable(typeof(BedrockAnswer))]
[JsonSerializable(typeof(BedrockClaims))]
internal sealed partial class MinecraftJson : JsonSerializerContext;

/// <summary>How this program's tokens are written into GameAuth's sealed rows.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(MinecraftToken))]
[JsonSerializable(typeof(BedrockIdentity))]
internal sealed partial class MinecraftRowJson : JsonSerializerContext;
