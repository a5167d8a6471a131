using System.Text.Json.Serialization;

namespace GameAuth.Storage;

/// <summary>The JSON of the machine row.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MachineRow))]
internal sealed partial class MachineJsonContext : JsonSerializerContext;
