using System.Text.Json;
using System.Text.Unicode;

namespace GameAuth.Server.Discord;

/// <summary>Reads JSON that somebody else wrote: one object in UTF-8, whose members come once, at most 32 deep.</summary>
internal static class StrictDocument
{
    private static readonly JsonDocumentOptions Form = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Reads; null where it is something else.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            return null;
        }

        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(bytes, Form);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // What they say may quote the text. The second is for a name with half of a surrogate pair.
        }

        if (document is not { RootElement.ValueKind: not JsonValueKind.Object })
        {
            return document;
        }

        document.Dispose();
        return null;
    }
}

/// <summary>Reads members of JSON that somebody else wrote: what has another type is not there.</summary>
internal static class JsonMembers
{
    /// <summary>A text, without halves of surrogate pairs.</summary>
    public static string? Text(JsonElement json, string name)
    {
        try
        {
            return Find(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static long? Integer(JsonElement json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : null;

    public static double? Number(JsonElement json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double value) && double.IsFinite(value) ? value : null;

    public static JsonElement? Object(JsonElement json, string name) => Find(json, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>The texts of an array; null where it is none. What is no text in it is left out: the embedded SDK has -1 there for what it does not know.</summary>
    public static string[]? Texts(JsonElement json, string name)
    {
        if (Find(json, name) is not { ValueKind: JsonValueKind.Array } array)
        {
            return null;
        }

        try
        {
            return [.. array.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!)];
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement member) ? member : null;
}
