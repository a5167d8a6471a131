using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>Reads text that comes as a string, or as a number or a boolean, whose JSON text it then is.</summary>
/// <remarks>Stateless and safe for use from any thread.</remarks>
public sealed class WireStringConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is an object or a list. The message does not repeat it.</exception>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadText(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value);
    }

    internal static string ReadText(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => throw new JsonException(),
    };
}
