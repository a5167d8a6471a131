namespace GameAuth.Conventions.Surface;

public class PublicApiTests
{
    private const string HowToAccept = "If that is meant, run `bash eng/accept-api.sh` and commit the rewritten PublicAPI.txt.";

    [Fact]
    public void Every_package_shows_what_its_PublicAPI_file_says() =>
        Rule.Holds(Repository.Libraries.SelectMany(Differences));

    [Fact]
    public void A_member_that_was_added_or_taken_away_is_told_with_the_way_to_accept_it()
    {
        List<string> differences = [.. Compare("Some.Package", ["kept", "gone"], ["kept", "new"])];
        Assert.Equal(["- gone", "+ new", $"Some.Package changed its public surface. {HowToAccept}"], differences);
    }

    [Fact]
    public void The_surface_is_printed_in_the_words_of_the_language()
    {
        IReadOnlyList<string> lines = PublicApi.Print(typeof(Secret).Assembly);
        Assert.Contains("GameAuth.Secret : sealed class, IEquatable<Secret>", lines);
        Assert.Contains("GameAuth.Secret.ToString() -> string override", lines);
        Assert.Contains("GameAuth.GameAuthException.UserMessage { get; } -> string abstract", lines);
        Assert.Contains("GameAuth.SignInReason.Expired = 1", lines);
    }

    private static IEnumerable<string> Differences(ShippedProject project)
    {
        string file = Path.Combine(project.Folder, "PublicAPI.txt");
        IReadOnlyList<string> built = PublicApi.Print(project.Assembly);
        string[] said = File.Exists(file) ? File.ReadAllLines(file) : [];
        if (Environment.GetEnvironmentVariable("GAMEAUTH_ACCEPT_API") == "1" && !built.SequenceEqual(said))
        {
            File.WriteAllText(file, string.Concat(built.Select(line => line + "\n")));
            return [];
        }

        return Compare(project.Name, said, built);
    }

    private static IEnumerable<string> Compare(string package, IReadOnlyCollection<string> said, IReadOnlyCollection<string> built)
    {
        List<string> changes = [.. said.Except(built).Select(line => "- " + line), .. built.Except(said).Select(line => "+ " + line)];
        return changes.Count == 0 ? [] : changes.Append($"{package} changed its public surface. {HowToAccept}");
    }
}
