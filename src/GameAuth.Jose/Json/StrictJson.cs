using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace GameAuth.Jose;

/// <summary>Decides whether a text is one JSON object that every reader understands alike; what passes can be read again without surprises.</summary>
internal static class StrictJson
{
    [SkipLocalsInit]
    public static JwsError Check(ReadOnlySpan<byte> json, int maxDepth)
    {
        if (!Utf8.IsValid(json))
        {
            return JwsError.NotJson;
        }

        scoped JsonScanner scanner = new(json, new SeenNames(stackalloc SeenName[JwsLimits.MaxMembers], json), maxDepth);
        return scanner.Scan();
    }
}

/// <summary>One pass over a text in valid UTF-8 by the grammar of RFC 8259, without exceptions: a stranger's broken text costs no more than a good one.</summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> json, SeenNames names, int maxDepth)
{
    // What a string can not pass over: its end, an escape sequence, control characters, which only stand there escaped.
    private static readonly SearchValues<byte> Stops = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly int _maxDepth = maxDepth;
    private SeenNames _names = names;
    private int _at;
    private int _owners;

    public JwsError Scan()
    {
        SkipSpace();
        JwsError error = Peek() == '{' ? ScanObject(1) : JwsError.NotJson;
        SkipSpace();
        return error == JwsError.None && _at != _json.Length ? JwsError.NotJson : error;
    }

    private JwsError ScanValue(int depth)
    {
        switch (Peek())
        {
            case (byte)'"':
                return ScanString(out _);
            case (byte)'{':
                return depth >= _maxDepth ? JwsError.TooDeep : ScanObject(depth + 1);
            case (byte)'[':
                return depth >= _maxDepth ? JwsError.TooDeep : ScanArray(depth + 1);
            case (byte)'t':
                return ScanLiteral("true"u8);
            case (byte)'f':
                return ScanLiteral("false"u8);
            case (byte)'n':
                return ScanLiteral("null"u8);
            default:
                return ScanNumber();
        }
    }

    // Depth is bounded, so the stack is.
    private JwsError ScanObject(int depth)
    {
        int owner = ++_owners;
        _at++;
        SkipSpace();
        if (TryTake('}'))
        {
            return JwsError.None;
        }

        while (true)
        {
            JwsError error = ScanName(owner);
            error = error == JwsError.None ? ScanValue(depth) : error;
            if (error != JwsError.None)
            {
                return error;
            }

            SkipSpace();
            if (TryTake('}'))
            {
                return JwsError.None;
            }

            if (!TryTake(','))
            {
                return JwsError.NotJson;
            }

            SkipSpace();
        }
    }

    private JwsError ScanArray(int depth)
    {
        _at++;
        SkipSpace();
        if (TryTake(']'))
        {
            return JwsError.None;
        }

        while (true)
        {
            JwsError error = ScanValue(depth);
            if (error != JwsError.None)
            {
                return error;
            }

            SkipSpace();
            if (TryTake(']'))
            {
                return JwsError.None;
            }

            if (!TryTake(','))
            {
                return JwsError.NotJson;
            }

            SkipSpace();
        }
    }

    // With its colon, and the space up to the value.
    private JwsError ScanName(int owner)
    {
        int start = _at + 1;
        if (Peek() != '"' || ScanString(out bool isEscaped) != JwsError.None)
        {
            return JwsError.NotJson;
        }

        JwsError error = isEscaped ? JwsError.EscapedName : _names.Add(start, _at - 1 - start, owner);
        SkipSpace();
        if (error == JwsError.None && !TryTake(':'))
        {
            return JwsError.NotJson;
        }

        SkipSpace();
        return error;
    }

    private JwsError ScanString(out bool isEscaped)
    {
        isEscaped = false;
        _at++;
        while (true)
        {
            int length = _json[_at..].IndexOfAny(Stops);
            if (length < 0)
            {
                return JwsError.NotJson;
            }

            _at += length;
            if (_json[_at] != '\\')
            {
                return _json[_at++] == '"' ? JwsError.None : JwsError.NotJson;
            }

            isEscaped = true;
            int escape = JsonEscape.LengthOf(_json[_at..]);
            if (escape == 0)
            {
                return JwsError.NotJson;
            }

            _at += escape;
        }
    }

    // What follows is a delimiter, or not JSON: that is for the caller to see.
    private JwsError ScanNumber()
    {
        TryTake('-');
        if (!TryTake('0') && !TryTakeDigits())
        {
            return JwsError.NotJson;
        }

        if (TryTake('.') && !TryTakeDigits())
        {
            return JwsError.NotJson;
        }

        if (Peek() is not ((byte)'e' or (byte)'E'))
        {
            return JwsError.None;
        }

        _at++;
        _ = TryTake('+') || TryTake('-');
        return TryTakeDigits() ? JwsError.None : JwsError.NotJson;
    }

    private JwsError ScanLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_json[_at..].StartsWith(literal))
        {
            return JwsError.NotJson;
        }

        _at += literal.Length;
        return JwsError.None;
    }

    private bool TryTakeDigits()
    {
        int start = _at;
        while (Peek() is >= (byte)'0' and <= (byte)'9')
        {
            _at++;
        }

        return _at > start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTake(char one)
    {
        bool isThere = Peek() == one;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipSpace()
    {
        while (Peek() is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    // Zero at the end, which stands nowhere in JSON.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Peek() => (uint)_at < (uint)_json.Length ? _json[_at] : (byte)0;
}
