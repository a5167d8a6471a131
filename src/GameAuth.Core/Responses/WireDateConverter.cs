using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>Reads ISO 8601 dates with any number of fraction digits (what is finer than 100 ns is cut off); a date without an offset is UTC.</summary>
/// <remarks>.NET's own reader takes at most seven digits; providers send up to nine. Stateless and safe for use from any thread.</remarks>
public sealed class WireDateConverter : JsonConverter<DateTimeOffset>
{
    private const int FractionDigits = 7;

    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no such date. The message does not repeat it.</exception>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out DateTimeOffset date) ? date : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value);
    }

    /// <summary>Reads such a date from text, for a provider that would rather do without a date than without the answer.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="date">The date in UTC, when the text is one.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string? text, out DateTimeOffset date)
    {
        text ??= "";
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        int end = dot + 1;
        while (dot >= 0 && end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        string shortened = dot >= 0 && end - dot - 1 > FractionDigits ? text[..(dot + 1 + FractionDigits)] + text[end..] : text;
        date = default;
        return text.Length >= 10 && char.IsAsciiDigit(text[0]) && text[4] == '-' && DateTimeOffset.TryParse(
            shortened, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);
    }
}
