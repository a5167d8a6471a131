using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace GameAuth.Xbox;

/// <summary>Checks of what goes into addresses and headers, made before anything is sent.</summary>
internal static class XboxArguments
{
    private const int MaxTitleId = 10;
    private const int MaxId = 64;
    private const int MaxLanguage = 35;

    public static string Xuid(string xuid, [CallerArgumentExpression(nameof(xuid))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(xuid, name);
        return XstsToken.IsXuid(xuid) ? xuid : throw new ArgumentException("This is no Xbox user id: those are decimal digits.", name);
    }

    public static string? XuidOrNull(string? xuid, string name) => xuid is null ? null : Xuid(xuid, name);

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

    /// <summary>A query string of the parts that have a value, which is escaped already; empty where none has.</summary>
    public static string Query(params IEnumerable<(string Name, string? Value)> parts)
    {
        string query = string.Join('&', parts.Where(static part => part.Value is not null).Select(static part => $"{part.Name}={part.Value}"));
        return query.Length > 0 ? $"?{query}" : "";
    }

    public static bool IsLanguage([NotNullWhen(true)] string? tag) => tag is { Length: >= 2 and <= MaxLanguage }
        && char.IsAsciiLetter(tag[0]) && tag.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-');

    /// <summary>Whether a text is fit for a header: not empty, and of printable ASCII characters other than the space.</summary>
    public static bool IsPrintable(string text) => text.Length > 0 && text.All(static c => c is > ' ' and <= '~');

    private static bool IsDigits(string text, int most) => text.Length > 0 && text.Length <= most && text.All(char.IsAsciiDigit);
}

/// <summary>Whom a call of a service is about, and in which language it answers. Immutable.</summary>
public sealed record XboxPlayerQuery
{
    /// <summary>The player's Xbox user id. Default null: the account's own.</summary>
    public string? Xuid { get; init; }

    /// <summary>The language of the texts, as a tag of BCP 47 such as <c>de-DE</c>. Default null: <see cref="XboxOptions.Language"/>.</summary>
    public string? Language { get; init; }
}
