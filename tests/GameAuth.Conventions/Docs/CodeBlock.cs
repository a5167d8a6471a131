using System.Text.RegularExpressions;

namespace GameAuth.Conventions.Docs;

/// <summary>A fenced block marked <c>csharp compile</c> of a page: statements first, then types, as in a small program.</summary>
internal sealed partial record CodeBlock(string Page, int Line, IReadOnlyList<string> Code)
{
    private const string Fence = "```";

    public string Name => $"{NotAnIdentifier().Replace(Path.GetFileNameWithoutExtension(Page), "_")}_line_{Line}";

    public static IEnumerable<CodeBlock> In(string page, IReadOnlyList<string> lines)
    {
        for (int at = 0; at < lines.Count; at++)
        {
            if (lines[at].TrimEnd() != Fence + "csharp compile")
            {
                continue;
            }

            int first = at + 1;
            while (++at < lines.Count && lines[at].TrimEnd() != Fence)
            {
            }

            yield return new CodeBlock(page, first, [.. lines.Take(at).Skip(first)]);
        }
    }

    /// <summary>The block as a file of its own namespace; the compiler's messages name the page and its line.</summary>
    public string ToSource()
    {
        int types = Code.TakeWhile(line => !TypeStart().IsMatch(line)).Count();
        IEnumerable<string> usings = Code.Take(types).Where(line => UsingDirective().IsMatch(line));
        IEnumerable<string> statements = Code.Take(types).Select(line => UsingDirective().IsMatch(line) ? "" : line);
        return string.Join('\n', [
            $"namespace Docs.{Name};",
            .. usings,
            "internal static class Program { internal static async System.Threading.Tasks.Task MainAsync(string[] args) {",
            $"#line {Line + 1} \"{Page}\"",
            .. statements,
            "}}",
            $"#line {Line + 1 + types} \"{Page}\"",
            .. Code.Skip(types),
            ""]);
    }

    [GeneratedRegex(@"^using (static )?[\w.]+( = [\w.<>]+)?;")]
    private static partial Regex UsingDirective();

    [GeneratedRegex(@"^(\[|((public|internal|file|sealed|static|abstract|partial|readonly) )*(class|record|struct|interface|enum|delegate) )")]
    private static partial Regex TypeStart();

    [GeneratedRegex(@"\W")]
    private static partial Regex NotAnIdentifier();
}
