namespace GameAuth.Conventions.Files;

public class LengthTests
{
    [Fact]
    public void No_source_file_is_too_long() => Rule.Holds(LengthRule.TooLong(Measure("src").Concat(Measure("samples"))));

    [Fact]
    public void Few_shipped_source_files_are_scraps() => Rule.Holds(LengthRule.TooManyShort(Measure("src")));

    [Fact]
    public void There_are_source_files_to_measure() => Assert.NotEmpty(Measure("src"));

    [Fact]
    public void A_file_above_the_limit_is_caught() =>
        Rule.Catches("Huge.cs has 401 lines", LengthRule.TooLong([("Fine.cs", 400), ("Huge.cs", 401)]));

    [Fact]
    public void One_scrap_too_many_is_caught() =>
        Rule.Catches("2 files have fewer than 16 lines; 1 is the most", LengthRule.TooManyShort([("A.cs", 15), ("B.cs", 16), ("C.cs", 3)], most: 1));

    [Fact]
    public void As_many_scraps_as_allowed_are_fine() => Rule.Holds(LengthRule.TooManyShort([("A.cs", 15), ("B.cs", 16)], most: 1));

    private static IEnumerable<(string File, int Lines)> Measure(string under) =>
        Repository.Files(under)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => (file, Repository.Lines(file).Length));
}
