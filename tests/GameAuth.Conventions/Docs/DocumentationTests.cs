namespace GameAuth.Conventions.Docs;

public class DocumentationTests
{
    private static IReadOnlyList<CodeBlock> Blocks { get; } =
        [.. Repository.Files().Where(IsPage).SelectMany(page => CodeBlock.In(page, Repository.Lines(page)))];

    [Fact]
    public void There_are_blocks_to_compile() => Assert.NotEmpty(Blocks);

    [Fact]
    public async Task Every_block_marked_so_compiles() => Rule.Holds(await DocumentationBuild.CompileAsync("pages", Blocks, CancellationToken.None));

    [Fact]
    public async Task A_block_that_does_not_compile_is_named_by_page_and_line()
    {
        CodeBlock block = CodeBlock.In("docs/offender.md", ["Text.", "```csharp compile", "using GameAuth;", "Secret s = new(1);", "```"]).Single();
        Rule.Catches("offender.md(4,", await DocumentationBuild.CompileAsync("offender", [block], CancellationToken.None));
    }

    [Fact]
    public void A_block_without_the_mark_is_text() => Assert.Empty(CodeBlock.In("a.md", ["```csharp", "nonsense", "```"]));

    [Fact]
    public void Types_after_the_statements_stand_beside_them()
    {
        string source = CodeBlock.In("a.md", ["```csharp compile", "A a = new();", "sealed class A;", "```"]).Single().ToSource();
        Assert.Contains("A a = new();\n}}\n#line 3 \"a.md\"\nsealed class A;", source, StringComparison.Ordinal);
    }

    private static bool IsPage(string file) =>
        file.EndsWith(".md", StringComparison.Ordinal)
        && (!file.Contains('/', StringComparison.Ordinal) || file.StartsWith("docs/", StringComparison.Ordinal) || file.EndsWith("/README.md", StringComparison.Ordinal));
}
