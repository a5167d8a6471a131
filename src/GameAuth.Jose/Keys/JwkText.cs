using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>The JSON of a key or a set: bounded, without comments, trailing commas or duplicate members.</summary>
internal static class JwkText
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8Json, out JwkError error)
    {
        error = JwkError.None;
        if (utf8Json.Length > JsonWebKeySet.MaxLength)
        {
            error = JwkError.TooLarge;
            return null;
        }

        try
        {
            // A string that is no UTF-8 would surface only when it is read.
            if (System.Text.Unicode.Utf8.IsValid(utf8Json.Span))
            {
                JsonDocument document = JsonDocument.Parse(utf8Json, Options);
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                {
                    return document;
                }

                document.Dispose();
            }
        }
        catch (JsonException)
        {
        }

        error = JwkError.NotJson;
        return null;
    }
}
