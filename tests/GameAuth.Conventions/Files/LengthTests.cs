namespace GameAuth.Conventions.Files;

public class LengthTests
{
    [Fact]
    public void No_source_file_is_too_long() => Rule.Holds(LengthRule.TooLong(Measure("src").Concat(Measure("samples"))));

    [Fact]
    public void Most_shipped_source_files_are_short() => Rule.Holds(LengthRule.TooLongTogether(Measure("src")));

    [Fact]
    public void There_are_source_files_to_measure() => Assert.NotEmpty(Measure("src"));

    [Fact]
    public void A_file_above_the_limit_is_caught() =>
        Rule.Catches("Huge.cs has 401 lines", LengthRule.TooLong([("Fine.cs", 400), ("Huge.cs", 401)]));

    [Fact]
    public void A_median_above_the_limit_is_caught() =>
        Rule.Catches("median of the files is 51", LengthRule.TooLongTogether([("A.cs", 50), ("B.cs", 51), ("C.cs", 52)]));

    [Fact]
    public void A_long_tail_is_caught() =>
        Rule.Catches("90th percentile of the files is 121", LengthRule.TooLongTogether(Enumerable.Range(0, 10).Select(i => ($"{i}.cs", i < 8 ? 10 : 121))));

    private static IEnumerable<(string File, int Lines)> Measure(string under) =>
        Repository.Files(under)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => (file, Repository.Lines(file).Length));
}
