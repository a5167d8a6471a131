using System.Buffers.Text;

namespace GameAuth.Jose;

/// <summary>Escape sequences of JSON strings (RFC 8259 section 7).</summary>
internal static class JsonEscape
{
    private const int UnicodeLength = 6;

    /// <summary>How long the sequence is that a text begins with; zero for none, or one that is half a character: some readers refuse that, others replace it.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        if (text[1] != 'u')
        {
            return "\"\\/bfnrt"u8.Contains(text[1]) ? 2 : 0;
        }

        return !TryReadUnit(text, out int unit) || char.IsLowSurrogate((char)unit) ? 0
            : !char.IsHighSurrogate((char)unit) ? UnicodeLength
            : TryReadUnit(text[UnicodeLength..], out int second) && char.IsLowSurrogate((char)second) ? 2 * UnicodeLength
            : 0;
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> text, out int unit)
    {
        unit = 0;
        return text.Length >= UnicodeLength && text[0] == '\\' && text[1] == 'u'
            && Utf8Parser.TryParse(text[2..UnicodeLength], out unit, out int read, 'X') && read == UnicodeLength - 2;
    }
}
