using System.Text.Json.Serialization;
using GameAuth.Providers;
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
internal sealed partial class MinecraftWire : JsonSerializerContext;
