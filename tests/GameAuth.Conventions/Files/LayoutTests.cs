using System.Reflection;
using GameAuth.Conventions.Arrows;

namespace GameAuth.Conventions.Files;

public class LayoutTests
{
    [Fact]
    public void Folders_are_named_by_what_they_do() =>
        Rule.Holds(LayoutRule.DrawerFolders(Repository.Files().Where(file => file.EndsWith(".cs", StringComparison.Ordinal))));

    [Fact]
    public void A_file_shows_one_public_type() =>
        Rule.Holds(Repository.Shipped.SelectMany(project =>
            LayoutRule.CrowdedFiles(SourceFiles.Of(project.Assembly, $"src/{Path.GetFileName(project.Folder)}"))));

    [Fact]
    public void A_folder_for_a_kind_of_type_is_caught() =>
        Rule.Catches("src/GameAuth.Core/Helpers", LayoutRule.DrawerFolders(["src/GameAuth.Core/Helpers/Deep/Text.cs", "src/GameAuth.Core/Helpers/Text.cs"]));

    [Fact]
    public void A_file_with_two_public_types_is_caught()
    {
        ILookup<Type, string> files = SourceFiles.Of(Assembly.GetExecutingAssembly(), "tests/GameAuth.Conventions");
        Rule.Catches("Fixtures/Crowd.cs shows 2 public types", LayoutRule.CrowdedFiles(files));
    }
}
