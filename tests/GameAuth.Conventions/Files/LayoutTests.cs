namespace GameAuth.Conventions.Files;

public class LayoutTests
{
    [Fact]
    public void Folders_are_named_by_what_they_do() =>
        Rule.Holds(LayoutRule.DrawerFolders(Repository.Files().Where(file => file.EndsWith(".cs", StringComparison.Ordinal))));

    [Fact]
    public void A_folder_for_a_kind_of_type_is_caught() =>
        Rule.Catches("src/GameAuth.Core/Helpers", LayoutRule.DrawerFolders(["src/GameAuth.Core/Helpers/Deep/Text.cs", "src/GameAuth.Core/Helpers/Text.cs"]));
}
