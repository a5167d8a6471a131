using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Storage;

/// <summary>Writes a <see cref="Secret"/> in the clear, for the JSON of a row that is sealed before it is stored.</summary>
/// <remarks>Name it in the <see cref="JsonSourceGenerationOptionsAttribute"/> of the context that a token source saves with, and nowhere else.</remarks>
public sealed class StoredSecretConverter : JsonConverter<Secret>
{
    /// <inheritdoc/>
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.Reveal());
    }
}
