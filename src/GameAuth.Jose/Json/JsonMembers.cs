using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>The members of a checked object, one after the other. Names have no escape sequences there.</summary>
internal ref struct JsonMembers
{
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;

    public JsonMembers(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json);
        if (!json.IsEmpty)
        {
            _reader.Read();
        }
    }

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value's JSON; a string with its quotation marks.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public JsonTokenType Type { get; private set; }

    public readonly JsonText Text => new(Type == JsonTokenType.String ? Value : default);

    public bool MoveNext()
    {
        if (_json.IsEmpty || !_reader.Read() || _reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        Name = _reader.ValueSpan;
        _reader.Read();
        Type = _reader.TokenType;
        int start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        Value = _json[start..(int)_reader.BytesConsumed];
        return true;
    }
}
