using System.Text.Json;
using System.Text.Unicode;

namespace GameAuth.Server;

/// <summary>Reads what clients send: one object in UTF-8, each member once, not too deep, and only with texts that every reader and every store can keep.</summary>
internal static class StrictJson
{
    /// <summary>Reads.</summary>
    /// <param name="json">The bytes, which the document refers to.</param>
    /// <param name="deepest">The most levels.</param>
    /// <param name="document">The document; null where it is refused.</param>
    /// <returns>What is wrong, as the rest of a sentence; null where nothing is.</returns>
    public static string? TryParse(ReadOnlyMemory<byte> json, int deepest, out JsonDocument? document)
    {
        document = null;
        try
        {
            // The reader would take a broken sequence, and fail where somebody reads the text.
            document = Utf8.IsValid(json.Span) ? JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = deepest, AllowDuplicateProperties = false }) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The second is for a name with half of a surrogate pair, which can't be compared. What they say may quote the text.
        }

        string? fault = document is not { RootElement.ValueKind: JsonValueKind.Object } ? "must be one JSON object in UTF-8, with each member once."
            : !IsSound(document.RootElement) ? "has a text with NUL or with half of a surrogate pair."
            : null;
        if (fault is not null)
        {
            document?.Dispose();
            document = null;
        }

        return fault;
    }

    private static bool IsSound(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().All(static member => IsSound(member.Value) && IsSound(() => member.Name)),
        JsonValueKind.Array => json.EnumerateArray().All(IsSound),
        JsonValueKind.String => IsSound(json.GetString),
        _ => true,
    };

    private static bool IsSound(Func<string?> read)
    {
        try
        {
            return read()?.Contains('\0', StringComparison.Ordinal) == false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
