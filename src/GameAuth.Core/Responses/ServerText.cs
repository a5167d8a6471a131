using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace GameAuth.Providers;

/// <summary>Text from a server, made fit to be shown: a terminal, a dialog or a log takes it as plain characters.</summary>
public static class ServerText
{
    private const int LongestEscape = 64;

    /// <summary>
    /// Takes out control characters, ANSI escape sequences (ECMA-48), invisible and bidirectional format characters (Unicode UTS 55), what Unicode says is not shown
    /// (Default_Ignorable_Code_Point), unpaired surrogates and private-use characters; runs of white space become one space.
    /// </summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="maxLength">How many characters are kept; a longer text ends in an ellipsis. Default 256.</param>
    /// <returns>The clean text; empty for null.</returns>
    public static string Clean(string? text, int maxLength = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        StringBuilder clean = new();
        ReadOnlySpan<char> rest = text;
        bool gap = false;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out Rune rune, out int taken) != System.Buffers.OperationStatus.Done)
            {
                rest = rest[taken..];
                continue;
            }

            rest = rest[(rune.Value is 0x1B or 0x9B ? EscapeLength(rest) : taken)..];
            if (Rune.IsWhiteSpace(rune))
            {
                gap = clean.Length > 0;
            }
            else if (IsVisible(rune))
            {
                string shown = (gap ? " " : "") + rune;
                if (clean.Length + shown.Length > maxLength)
                {
                    return Shorten(clean, maxLength);
                }

                clean.Append(shown);
                gap = false;
            }
        }

        return clean.ToString();
    }

    /// <summary>A name, such as a player's, exactly as it came: a name that was cleaned may be somebody else's.</summary>
    /// <param name="text">The name as the server wrote it, or null.</param>
    /// <param name="maxLength">The longest that it may be. Default 64.</param>
    /// <returns>The name; null where there is none, and where <see cref="Clean"/> would change it.</returns>
    public static string? NameOrNull(string? text, int maxLength = 64) =>
        text is { Length: > 0 } && string.Equals(Clean(text, maxLength), text, StringComparison.Ordinal) ? text : null;

    private static bool IsVisible(Rune rune) => !IsIgnorable(rune.Value) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    // Default_Ignorable_Code_Point of Unicode 16 as far as its characters are letters, marks or symbols: they look like nothing. Those of the categories above go anyway.
    private static bool IsIgnorable(int point) => point is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0100 and <= 0xE01EF);

    private static string Shorten(StringBuilder clean, int maxLength)
    {
        int keep = Math.Min(clean.Length, maxLength - 1);
        keep -= keep > 0 && char.IsHighSurrogate(clean[keep - 1]) ? 1 : 0;
        return clean.ToString(0, keep) + "…";
    }

    // CSI ends at a byte of 0x40 to 0x7E; OSC and its kin end at BEL or ST. One that never ends takes no more than it could need.
    private static int EscapeLength(ReadOnlySpan<char> at)
    {
        bool isC1 = at[0] == '\u009B';
        int start = isC1 ? 1 : 2;
        if (at.Length < start)
        {
            return at.Length;
        }

        bool isString = !isC1 && at[1] is ']' or 'P' or 'X' or '^' or '_';
        if (!isC1 && !isString && at[1] != '[')
        {
            return at[1] is >= ' ' and <= '~' ? 2 : 1;
        }

        for (int i = start; i < Math.Min(at.Length, start + LongestEscape); i++)
        {
            if (isString ? at[i] is '\a' or '\\' or '\u009C' : at[i] is >= '@' and <= '~')
            {
                return i + 1;
            }
        }

        return start;
    }
}

/// <summary>What can be a token. It is checked before it is stored or sent: a line break in one would begin a header of its own.</summary>
public static class ServerToken
{
    /// <summary>The longest token: 16,384 characters. Servers take no header that is longer.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Whether it fits into a header: 1 to <see cref="MaxLength"/> printable ASCII characters, none of them a blank.</summary>
    /// <param name="token">The token, or null.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsUsable([NotNullWhen(true)] Secret? token) =>
        token?.Reveal() is { Length: > 0 and <= MaxLength } text && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>The token, where it is one.</summary>
    /// <param name="token">The token, or null.</param>
    /// <returns>The token; null where it can be none.</returns>
    public static Secret? OrNull(Secret? token) => IsUsable(token) ? token : null;
}
