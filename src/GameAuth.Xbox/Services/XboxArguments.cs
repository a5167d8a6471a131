using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace GameAuth.Xbox;

/// <summary>What callers put into addresses and headers, checked before anything is sent.</summary>
internal static class XboxArguments
{
    private const int MaxXuid = 20;
    private const int MaxTitleId = 10;
    private const int MaxId = 64;
    private const int MaxLanguage = 35;

    public static string Xuid(string xuid, [CallerArgumentExpression(nameof(xuid))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(xuid, name);
        return IsDigits(xuid, MaxXuid) ? xuid : throw new ArgumentException("This is no Xbox user id: those are decimal digits.", name);
    }

    public static string TitleId(string titleId, [CallerArgumentExpression(nameof(titleId))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(titleId, name);
        return IsDigits(titleId, MaxTitleId) ? titleId : throw new ArgumentException("This is no title id: those are decimal digits.", name);
    }

    /// <summary>A service configuration id, or an achievement's: it becomes a segment of the path, so dots and slashes have no place in it.</summary>
    public static string Id(string id, [CallerArgumentExpression(nameof(id))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(id, name);
        return id.Length is > 0 and <= MaxId && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? id
            : throw new ArgumentException("This is no id: those are letters, digits and dashes.", name);
    }

    public static string? Language(string? language, [CallerArgumentExpression(nameof(language))] string name = "") =>
        language is null || IsLanguage(language) ? language : throw new ArgumentException("This is no language tag, such as de-DE.", name);

    public static int? Count(int? count, int most, [CallerArgumentExpression(nameof(count))] string name = "") => count is null or >= 1 && !(count > most)
        ? count
        : throw new ArgumentOutOfRangeException(name, count, $"Ask for 1 to {most}.");

    public static bool IsLanguage([NotNullWhen(true)] string? tag) => tag is { Length: >= 2 and <= MaxLanguage }
        && char.IsAsciiLetter(tag[0]) && tag.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-');

    private static bool IsDigits(string text, int most) => text.Length > 0 && text.Length <= most && text.All(char.IsAsciiDigit);
}
