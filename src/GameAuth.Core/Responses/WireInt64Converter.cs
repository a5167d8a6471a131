using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>Reads a whole number that comes as a number (also <c>3600.0</c>) or as a string of digits.</summary>
/// <remarks>Stateless and safe for use from any thread.</remarks>
public sealed class WireInt64Converter : JsonConverter<long>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no whole number of 64 bits. The message does not repeat it.</exception>
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt64(out long number) => number,
        JsonTokenType.Number when reader.TryGetDecimal(out decimal number) => Whole(number),
        JsonTokenType.String when decimal.TryParse(
            reader.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) => Whole(number),
        _ => throw new JsonException(),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNumberValue(value);
    }

    private static long Whole(decimal number) =>
        decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue ? (long)number : throw new JsonException();
}
