using System.Text;
using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>A JSON string inside a token, as it was written there. Nothing is copied until you ask for it.</summary>
/// <remarks>It points into the token's buffers and is valid as long as they are.</remarks>
public readonly ref struct JsonText
{
    // With its quotation marks, so that a reader can be put on it; empty when the string is absent.
    private readonly ReadOnlySpan<byte> _quoted;

    internal JsonText(ReadOnlySpan<byte> quoted) => _quoted = quoted;

    /// <summary>Whether there is a string at all.</summary>
    public bool IsPresent => !_quoted.IsEmpty;

    /// <summary>Whether it is absent or has no characters.</summary>
    public bool IsEmpty => _quoted.Length <= 2;

    /// <summary>The string in UTF-8 as it was written, with its escape sequences.</summary>
    public ReadOnlySpan<byte> Raw => _quoted.IsEmpty ? default : _quoted[1..^1];

    private bool IsEscaped => _quoted.Contains((byte)'\\');

    /// <summary>Whether it is present and says the same as <paramref name="utf8"/>, whatever its escape sequences.</summary>
    /// <param name="utf8">The text to compare with, in UTF-8.</param>
    /// <returns>Whether both are the same, compared by code points.</returns>
    public bool Is(ReadOnlySpan<byte> utf8) =>
        IsPresent && (IsEscaped ? Reader().ValueTextEquals(utf8) : Raw.SequenceEqual(utf8));

    /// <summary>Whether it is present and says the same as <paramref name="text"/>.</summary>
    /// <param name="text">The text to compare with.</param>
    /// <returns>Whether both are the same, compared by code points.</returns>
    public bool Is(ReadOnlySpan<char> text) => IsPresent && Reader().ValueTextEquals(text);

    /// <summary>Writes the string, its escape sequences resolved.</summary>
    /// <param name="destination">At least as long as <see cref="Raw"/>.</param>
    /// <returns>How many bytes were written; zero for an absent one.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int CopyTo(Span<byte> destination) => IsPresent ? Reader().CopyString(destination) : 0;

    /// <summary>The string, or an empty one when it is absent.</summary>
    /// <returns>A new string.</returns>
    public override string ToString() => IsEscaped ? Reader().GetString()! : Encoding.UTF8.GetString(Raw);

    private Utf8JsonReader Reader()
    {
        Utf8JsonReader reader = new(_quoted);
        reader.Read();
        return reader;
    }
}

/// <summary>A string, or an array of strings, as <c>aud</c> and <c>scp</c> are written.</summary>
internal readonly ref struct JsonStringOrArray(ReadOnlySpan<byte> json)
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
        IsPresent && _json[0] == (byte)'"' ? ScopeString.Contains(new JsonText(_json), word) : Contains(word);
}
