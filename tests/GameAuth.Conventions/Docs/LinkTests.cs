using System.Text.RegularExpressions;

namespace GameAuth.Conventions.Docs;

public partial class LinkTests
{
    [Fact]
    public void Links_between_the_pages_lead_somewhere() =>
        Rule.Holds(Repository.Files().Where(file => file.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(page => Broken(page, File.ReadAllText(Repository.PathTo(page)))));

    [Fact]
    public void A_link_to_nowhere_is_caught() => Rule.Catches("docs/a.md links to gone.md", Broken("docs/a.md", "[x](gone.md)"));

    [Fact]
    public void A_link_to_a_neighbour_or_to_the_web_is_allowed() =>
        Rule.Holds(Broken("docs/a.md", "[x](../LICENSE) [y](https://example.org/z) [w](#part)"));

    private static IEnumerable<string> Broken(string page, string text) =>
        from target in Link().Matches(text).Select(match => match.Groups["target"].Value.Split('#')[0])
        where target.Length > 0 && !target.Contains(':', StringComparison.Ordinal)
        let path = Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target)
        where !File.Exists(path) && !Directory.Exists(path)
        select $"{page} links to {target}, which is not there";

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
