using System.Buffers;
using System.Text.Json;

namespace GameAuth.Jose;

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
