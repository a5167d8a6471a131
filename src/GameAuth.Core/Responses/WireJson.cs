using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Providers;

/// <summary>Strict in form and tolerant in content: one well-formed JSON value, whatever unknown members it has.</summary>
internal static class WireJson
{
    // RFC 6749 section 3.2 lets no parameter come twice; two readers that pick different ones are an old attack.
    private static readonly JsonDocumentOptions Form = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private const int MaxDepth = 64;

    public static (T? Value, string? Fault, bool IsTransient) Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
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
        try
        {
            using JsonDocument document = JsonDocument.Parse(WithoutMark(body), Form);
            return Convert(document, type);
        }
        catch (JsonException)
        {
            return IsTooDeep(body.Span)
                ? (null, $"is nested deeper than {MaxDepth} levels", false)
                : (null, "is not whole, well-formed JSON with each member once", true);
        }
    }

    private static (T? Value, string? Fault, bool IsTransient) Convert<T>(JsonDocument document, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return document.Deserialize(type) is { } value ? (value, null, false) : (null, "is null", false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (null, "lacks a member, or has one of the wrong type", false);
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
