using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>A string, or an array of strings, as <c>aud</c> and <c>scp</c> are written.</summary>
internal readonly ref struct JsonTexts(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;

    public bool IsPresent => !_json.IsEmpty;

    /// <summary>Whether every element is a string.</summary>
    public bool IsValid
    {
        get
        {
            Utf8JsonReader reader = new(_json);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                return true;
            }

            bool valid = reader.TokenType == JsonTokenType.StartArray;
            while (valid && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                valid = reader.TokenType == JsonTokenType.String;
            }

            return valid;
        }
    }

    public bool HasAny => IsPresent && !(_json[0] == (byte)'[' && _json[1..^1].Trim(" \t\r\n"u8).IsEmpty);

    public bool Contains(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(_json);
        while (IsPresent && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(utf8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>As <see cref="Contains"/>, but a string that stands alone is words with spaces between them.</summary>
    public bool ContainsWord(ReadOnlySpan<byte> word) =>
        IsPresent && _json[0] == (byte)'"' ? ScopeWords.Contain(new JsonText(_json), word) : Contains(word);
}
