using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>How other programs' files are read: strict about types, with unknown members passed over.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StateFile))]
[JsonSerializable(typeof(PrivateJwk))]
[JsonSerializable(typeof(PrismarineCache))]
[JsonSerializable(typeof(CmlAccount))]
[JsonSerializable(typeof(MsalRefreshToken))]
internal sealed partial class XboxImportJsonContext : JsonSerializerContext;
