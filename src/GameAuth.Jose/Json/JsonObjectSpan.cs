using System.Buffers;
using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>A JSON object inside a token that was checked when the token was read: valid, and without duplicate members.</summary>
/// <remarks>It points into the token's buffers and is valid as long as they are. Each lookup reads from the start.</remarks>
public readonly ref struct JsonObjectSpan
{
    internal JsonObjectSpan(ReadOnlySpan<byte> json) => Json = json;

    /// <summary>The object's JSON in UTF-8; empty when there is none.</summary>
    public ReadOnlySpan<byte> Json { get; }

    /// <summary>Finds a member's value.</summary>
    /// <param name="name">The member's name, in UTF-8.</param>
    /// <param name="value">The value's JSON.</param>
    /// <returns>Whether there is such a member.</returns>
    public bool TryGetValue(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => TryGet(name, out value, out _);

    /// <summary>Finds a member that is a string.</summary>
    /// <param name="name">The member's name, in UTF-8.</param>
    /// <param name="text">The string; not present when the result is false.</param>
    /// <returns>Whether there is such a member and it is a string.</returns>
    public bool TryGetText(ReadOnlySpan<byte> name, out JsonText text)
    {
        bool found = TryGet(name, out ReadOnlySpan<byte> value, out JsonTokenType type) && type == JsonTokenType.String;
        text = new JsonText(found ? value : default);
        return found;
    }

    /// <summary>Finds a member that is an object.</summary>
    /// <param name="name">The member's name, in UTF-8.</param>
    /// <param name="member">The object; empty when the result is false.</param>
    /// <returns>Whether there is such a member and it is an object.</returns>
    public bool TryGetObject(ReadOnlySpan<byte> name, out JsonObjectSpan member)
    {
        bool found = TryGet(name, out ReadOnlySpan<byte> value, out JsonTokenType type) && type == JsonTokenType.StartObject;
        member = new JsonObjectSpan(found ? value : default);
        return found;
    }

    private bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out JsonTokenType type)
    {
        JsonMembers members = new(Json);
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual(name))
            {
                value = members.Value;
                type = members.Type;
                return true;
            }
        }

        value = default;
        type = JsonTokenType.None;
        return false;
    }
}

/// <summary>The members of a checked object, one after the other. Names have no escape sequences there, and nothing is checked again.</summary>
internal ref struct JsonMembers
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> Ends = SearchValues.Create(",} \t\r\n"u8);

    private readonly ReadOnlySpan<byte> _json;
    private int _at;

    public JsonMembers(ReadOnlySpan<byte> json)
    {
        _json = json;
        _at = json.IndexOf((byte)'{') + 1;
    }

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value's JSON; a string with its quotation marks.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public readonly JsonTokenType Type => Value[0] switch
    {
        (byte)'"' => JsonTokenType.String,
        (byte)'{' => JsonTokenType.StartObject,
        (byte)'[' => JsonTokenType.StartArray,
        (byte)'t' => JsonTokenType.True,
        (byte)'f' => JsonTokenType.False,
        (byte)'n' => JsonTokenType.Null,
        _ => JsonTokenType.Number,
    };

    public readonly JsonText Text => new(Value[0] == '"' ? Value : default);

    public bool MoveNext()
    {
        if (_json.IsEmpty)
        {
            return false;
        }

        SkipSpaceAnd(',');
        if (_json[_at] != '"')
        {
            return false;
        }

        int name = ++_at;
        _at += _json[_at..].IndexOf((byte)'"');
        Name = _json[name.._at];
        _at++;
        SkipSpaceAnd(':');
        int value = _at;
        SkipValue();
        Value = _json[value.._at];
        return true;
    }

    private void SkipValue()
    {
        int depth = 0;
        do
        {
            switch (_json[_at])
            {
                case (byte)'"':
                    _at += LengthOfString(_json[_at..]);
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    _at++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    _at++;
                    break;
                default:
                    _at += depth > 0 ? _json[_at..].IndexOfAny(Structure) : _json[_at..].IndexOfAny(Ends);
                    break;
            }
        }
        while (depth > 0);
    }

    private static int LengthOfString(ReadOnlySpan<byte> text)
    {
        int at = 1;
        while (true)
        {
            at += text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (text[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }
    }

    private void SkipSpaceAnd(char sign)
    {
        while (_json[_at] == sign || _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }
}
