using System.Text.Json.Serialization;

namespace HytaleServer.Door;

/// <summary>How messages are written and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JoinMessage))]
internal sealed partial class JoinMessageJson : JsonSerializerContext;
