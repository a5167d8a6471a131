using System.Text;
using System.Text.Json;

namespace GameAuth;

/// <summary>The JSON of the protocol: commands are put together from constant text, and of what the browser says single members are looked up. What is not looked up never becomes a string.</summary>
internal static class DevToolsJson
{
    /// <summary>The bytes of a command, for the page that speaks in a session, or for the browser.</summary>
    public static byte[] Command(int id, string? session, string method, string parameters = "{}") =>
        Encoding.UTF8.GetBytes($$"""{"id":{{id}},"method":"{{method}}","params":{{parameters}}{{(session is null ? "" : $",\"sessionId\":{Quote(session)}")}}}""");

    /// <summary>A text as JSON.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>The JSON of one member of an object; nothing where it has none. What is no JSON is a <see cref="JsonException"/>.</summary>
    public static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        Utf8JsonReader reader = new(json);
        bool isObject = !json.IsEmpty && reader.Read() && reader.TokenType is JsonTokenType.StartObject;
        while (isObject && reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            bool isWanted = reader.ValueTextEquals(name);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isWanted)
            {
                return json[start..(int)reader.BytesConsumed];
            }
        }

        return default;
    }

    /// <summary>Whether the JSON is this text.</summary>
    public static bool IsText(ReadOnlySpan<byte> json, ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = new(json);
        return !json.IsEmpty && reader.Read() && reader.TokenType is JsonTokenType.String && reader.ValueTextEquals(text);
    }

    /// <summary>The text that the JSON is; null where it is none. One that is no Unicode is an <see cref="InvalidOperationException"/>.</summary>
    public static string? Text(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        return !json.IsEmpty && reader.Read() && reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
    }
}
