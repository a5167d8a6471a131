using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json.Serialization;
using System.Text.Json;
using System.Text.Unicode;
using System.Text;

namespace GameAuth.Providers;

/// <summary>Reads the body of an answer: one well-formed JSON value, whatever unknown members it has. What does not fit counts as absent, and whoever needs it says so.</summary>
internal static class WireJson
{
    private const int MaxDepth = 64;
    private const int MostMisfits = 1000;

    // RFC 6749 section 3.2 lets no parameter come twice; two readers that pick different ones are an old attack.
    private static readonly JsonDocumentOptions Form = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private static readonly JsonDocumentOptions LooseForm = new() { MaxDepth = MaxDepth };

    public static (T? Value, string? Fault, bool IsTransient) Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, bool isStrict = false)
        where T : class
    {
        ReadOnlySpan<byte> text = body.Span.Trim(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return (null, "is empty", true);
        }

        if (text[0] == (byte)'<')
        {
            return (null, "is HTML or XML instead of JSON", true);
        }

        // Exceptions of the reader and of converters may quote the value, so that none is passed on.
        ReadOnlyMemory<byte> whole = JsonCharacters.Mend(WithoutMark(body));
        return TryRead(whole, type) is { } value ? (value, null, false) : ReadLoosely(whole, type, isStrict);
    }

    private static T? TryRead<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Form);
            return document.Deserialize(type);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static (T? Value, string? Fault, bool IsTransient) ReadLoosely<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, bool isStrict)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, LooseForm);
            return document.RootElement.ValueKind is JsonValueKind.Null ? (null, "is null", false)
                : !isStrict && new LenientJson(type.Options, MostMisfits).Read(document.RootElement, type) is { } value ? (value, null, false)
                : (null, "lacks a member, or has one of the wrong type", false);
        }
        catch (JsonException)
        {
            return IsTooDeep(body.Span)
                ? (null, $"is nested deeper than {MaxDepth} levels", false)
                : (null, "is not whole, well-formed JSON", true);
        }
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private static bool IsTooDeep(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= MaxDepth)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
        }

        return false;
    }
}

/// <summary>Reads a token, code or key of an answer straight into a <see cref="Secret"/>, and never writes one.</summary>
/// <remarks>Name it in the context that a provider reads answers with; what is stored is written by <see cref="Storage.StoredSecretConverter"/>. Stateless.</remarks>
public sealed class WireSecretConverter : JsonConverter<Secret>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is an object or a list. The message does not repeat it.</exception>
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(WireStringConverter.ReadText(ref reader));

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: an answer is only read.</exception>
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
        throw new NotSupportedException("A Secret is read from an answer, never written by this converter.");
}

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

/// <summary>A converter of lists that says what their items are, so that each can be read for itself.</summary>
internal interface IListConverter
{
    Type ItemType { get; }
}

/// <summary>Reads a list in which nothing is null: a null list is empty, and null items are left out.</summary>
/// <typeparam name="T">The item; its type must be in the same JSON context.</typeparam>
/// <remarks>An absent list is not seen by a converter: give its property the initial value <c>[]</c> and a setter. Stateless.</remarks>
public sealed class WireListConverter<T> : JsonConverter<IReadOnlyList<T>>, IListConverter
{
    Type IListConverter.ItemType => typeof(T);

    /// <summary>True: null is read as an empty list.</summary>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is neither a list nor null. The message does not repeat it.</exception>
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (reader.TokenType == JsonTokenType.Null)
        {
            return [];
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        List<T> list = [];
        JsonTypeInfo<T> item = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Null && JsonSerializer.Deserialize(ref reader, item) is { } read)
            {
                list.Add(read);
            }
        }

        return list;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        JsonTypeInfo<T> item = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        writer.WriteStartArray();
        foreach (T one in value)
        {
            JsonSerializer.Serialize(writer, one, item);
        }

        writer.WriteEndArray();
    }
}

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

/// <summary>The characters of a JSON text: half a surrogate pair, and bytes that are no UTF-8, become U+FFFD before anything is read, since .NET reads no string that has one.</summary>
internal static class JsonCharacters
{
    private const int Escape = 6; // \uXXXX

    /// <summary>The text itself where there is nothing to mend, else a copy.</summary>
    public static ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> json)
    {
        ReadOnlyMemory<byte> whole = Utf8.IsValid(json.Span) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        return whole.Span.IndexOf("\\ud"u8) < 0 && whole.Span.IndexOf("\\uD"u8) < 0 ? whole : WithoutHalfPairs(whole.ToArray());
    }

    private static byte[] WithoutHalfPairs(byte[] json)
    {
        for (int at = json.AsSpan().IndexOf((byte)'\\'); at >= 0 && at < json.Length; at = Next(json, at))
        {
            if (IsHalf(json, at, 'C', 'F') || (IsHalf(json, at, '8', 'B') && !IsHalf(json, at + Escape, 'C', 'F')))
            {
                "fffd"u8.CopyTo(json.AsSpan(at + 2));
            }
            else if (IsHalf(json, at, '8', 'B'))
            {
                at += Escape; // Its other half.
            }
        }

        return json;
    }

    // An escape is two characters at least, of which the second may be a backslash that begins none.
    private static int Next(byte[] json, int at) => json.AsSpan(Math.Min(at + 2, json.Length)).IndexOf((byte)'\\') is >= 0 and int more ? at + 2 + more : json.Length;

    private static bool IsHalf(byte[] json, int at, char first, char last) =>
        at + Escape <= json.Length && json[at] == '\\' && json[at + 1] == 'u' && (json[at + 2] | 0x20) == 'd'
        && IsHex(json[at + 4]) && IsHex(json[at + 5]) && char.ToUpperInvariant((char)json[at + 3]) is char digit && digit >= first && digit <= last && IsHex(json[at + 3]);

    private static bool IsHex(byte character) => char.IsAsciiHexDigit((char)character);
}
