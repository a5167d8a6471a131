using System.Reflection;

namespace GameAuth.Conventions.Arrows;

public class FolderArrowTests
{
    private static readonly IReadOnlyCollection<FolderReference> Fixtures =
        FolderReferences.Of(Assembly.GetExecutingAssembly(), "tests/GameAuth.Conventions/Fixtures/Folders");

    [Fact]
    public void Core_s_folders_know_along_the_arrows() => Rule.Holds(FolderArrows.Core.Violations(CoreReferences()));

    [Fact]
    public void Every_type_of_Core_has_a_folder()
    {
        HashSet<string> placed = [.. CoreReferences().Select(reference => reference.From)];
        Rule.Holds(typeof(Secret).Assembly.GetExportedTypes()
            .Where(type => !type.IsNested && !placed.Contains(type.FullName!.Split('`')[0]))
            .Select(type => $"{type} was found in no folder"));
    }

    [Fact]
    public void A_reference_from_a_method_body_that_points_up_is_caught() =>
        Rule.Catches("Climber in Low knows GameAuth.Conventions.Fixtures.High.Summit", Violations([["Low", "Beside"], ["High"]]));

    [Fact]
    public void A_circle_between_neighbours_is_caught() => Rule.Catches("closes a circle", Violations([["Low", "Beside"], ["High"]]));

    [Fact]
    public void A_word_is_no_arrow() =>
        Assert.DoesNotContain(Violations([["Low", "Beside"], ["High"]], "GameAuth.Conventions.Fixtures.Low.Mood"), violation => violation.Contains("circle", StringComparison.Ordinal));

    [Fact]
    public void A_folder_without_a_place_is_caught() => Rule.Catches("folder 'Beside'", Violations([["Low"], ["High"]]));

    [Fact]
    public void Arrows_that_point_down_are_allowed() =>
        Rule.Holds(Violations([["High"], ["Beside"], ["Low"]], "GameAuth.Conventions.Fixtures.Low.Mood"));

    private static IEnumerable<string> Violations(string[][] layers, params string[] words) => new FolderArrows(layers, words).Violations(Fixtures);

    private static IReadOnlyCollection<FolderReference> CoreReferences() => FolderReferences.Of(typeof(Secret).Assembly, "src/GameAuth.Core");
}
