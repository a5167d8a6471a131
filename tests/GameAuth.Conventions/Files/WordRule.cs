using System.Text.RegularExpressions;

namespace GameAuth.Conventions.Files;

/// <summary>Words that no file of the repository holds: unfinished work, and what only one machine knows.</summary>
internal static partial class WordRule
{
    private static readonly string[] Binary = [".dll", ".gat", ".ico", ".nupkg", ".png", ".snk", ".zip"];

    public static bool IsText(string file) => !Binary.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Violations(string file, IEnumerable<string> lines) =>
        from line in lines.Select((text, index) => (Text: text, Number: index + 1))
        from fault in Faults(file, line.Text)
        select $"{file}:{line.Number} {fault}";

    private static IEnumerable<string> Faults(string file, string line)
    {
        if (Unfinished().IsMatch(line))
        {
            yield return "holds unfinished work";
        }

        if (HomeFolder().IsMatch(line))
        {
            yield return "names a folder of somebody's machine";
        }

        // A lock file pins content by hash; the server that it came from is the machine's choice.
        if (file.EndsWith("package-lock.json", StringComparison.Ordinal) && line.Contains("\"resolved\"", StringComparison.Ordinal))
        {
            yield return "names a package server; set omit-lockfile-registry-resolved=true in .npmrc";
        }
    }

    // Written so that this file does not match itself.
    [GeneratedRegex(@"\bTO[D]O\b|\bFIX[M]E\b|\bNotImplemented[E]xception\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![\w.])/(root|home|Users)/\w|\b[A-Za-z]:\\+Users\\")]
    private static partial Regex HomeFolder();
}
