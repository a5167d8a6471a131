using System.Globalization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Finds the error code of a refusal, wherever the host has put it.</summary>
internal static class XboxErrorText
{
    /// <summary>The number, where there is one, and else the text, from the body, <c>X-Err</c>, and <c>WWW-Authenticate: XSTS error="…"</c>.</summary>
    public static (uint? Code, string? Text) Find(ProviderResponse answer, XboxErrorBody? body)
    {
        string? text = null;
        foreach (string? found in (string?[])[body?.XErr, answer.Header("X-Err"), Challenge(answer.Header("WWW-Authenticate"))])
        {
            string word = ServerText.Clean(found, 64);
            if (Number(word) is { } code and not 0)
            {
                return (code, null);
            }

            text ??= word.Length > 0 && word != "0" ? word : null;
        }

        return XboxErrorTable.Find(text ?? "") is { } rule ? ((uint)rule.Code, null) : (null, text);
    }

    /// <summary>Decimal as a rule; some clients have seen hexadecimal and the negative number that the same 32 bits are.</summary>
    private static uint? Number(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            return number is >= int.MinValue and <= uint.MaxValue ? unchecked((uint)number) : null;
        }

        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return digits.Length == 8 && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code) ? code : null;
    }

    private static string? Challenge(string? header)
    {
        const string Start = "error=\"";
        int from = header?.IndexOf(Start, StringComparison.OrdinalIgnoreCase) ?? -1;
        if (from < 0)
        {
            return null;
        }

        string rest = header![(from + Start.Length)..];
        int end = rest.IndexOf('"', StringComparison.Ordinal);
        return end < 0 ? rest : rest[..end];
    }
}
