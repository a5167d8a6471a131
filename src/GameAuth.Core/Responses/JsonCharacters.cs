using System.Text;
using System.Text.Unicode;

namespace GameAuth.Providers;

/// <summary>The characters of a JSON text: half a surrogate pair, and bytes that are no UTF-8, become U+FFFD before anything is read, since .NET reads no string that has one.</summary>
internal static class JsonCharacters
{
    private const int Escape = 6; // \uXXXX

    /// <summary>The text itself where there is nothing to mend, else a copy.</summary>
    public static ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> json)
    {
        ReadOnlyMemory<byte> whole = Utf8.IsValid(json.Span) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        return whole.Span.IndexOf("\\ud"u8) < 0 && whole.Span.IndexOf("\\uD"u8) < 0 ? whole : WithoutHalfPairs(whole.ToArray());
    }

    private static byte[] WithoutHalfPairs(byte[] json)
    {
        for (int at = json.AsSpan().IndexOf((byte)'\\'); at >= 0 && at < json.Length; at = Next(json, at))
        {
            if (IsHalf(json, at, 'C', 'F') || (IsHalf(json, at, '8', 'B') && !IsHalf(json, at + Escape, 'C', 'F')))
            {
                "fffd"u8.CopyTo(json.AsSpan(at + 2));
            }
            else if (IsHalf(json, at, '8', 'B'))
            {
                at += Escape; // Its other half.
            }
        }

        return json;
    }

    // An escape is two characters at least, of which the second may be a backslash that begins none.
    private static int Next(byte[] json, int at) => json.AsSpan(Math.Min(at + 2, json.Length)).IndexOf((byte)'\\') is >= 0 and int more ? at + 2 + more : json.Length;

    private static bool IsHalf(byte[] json, int at, char first, char last) =>
        at + Escape <= json.Length && json[at] == '\\' && json[at + 1] == 'u' && (json[at + 2] | 0x20) == 'd'
        && IsHex(json[at + 4]) && IsHex(json[at + 5]) && char.ToUpperInvariant((char)json[at + 3]) is char digit && digit >= first && digit <= last && IsHex(json[at + 3]);

    private static bool IsHex(byte character) => char.IsAsciiHexDigit((char)character);
}
