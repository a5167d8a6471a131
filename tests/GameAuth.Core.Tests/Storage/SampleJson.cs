using System.Text.Json.Serialization;

namespace GameAuth.Core.Tests.Storage;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SampleRow))]
internal sealed partial class SampleJson : JsonSerializerContext;
