namespace GameAuth.Conventions.Files;

public class WordTests
{
    [Fact]
    public void No_file_holds_unfinished_work_or_one_machine_s_paths() =>
        Rule.Holds(Repository.Files().Where(WordRule.IsText).SelectMany(file => WordRule.Violations(file, Repository.Lines(file))));

    [Theory]
    [InlineData("// TO" + "DO: later")]
    [InlineData("throw new NotImplemented" + "Exception();")]
    [InlineData("see /ho" + "me/someone/notes")]
    [InlineData(@"C:\Us" + @"ers\someone")]
    public void A_forbidden_word_is_caught_with_its_line(string line) => Rule.Catches("Some.cs:2", WordRule.Violations("Some.cs", ["fine", line]));

    [Fact]
    public void A_package_server_in_a_lock_file_is_caught() =>
        Rule.Catches("names a package server", WordRule.Violations("peers/package-lock.json", ["\"resolved\": \"x\""]));

    [Fact]
    public void A_path_of_a_web_address_is_allowed() => Rule.Holds(WordRule.Violations("Some.md", ["https://example.org/home/page"]));
}
