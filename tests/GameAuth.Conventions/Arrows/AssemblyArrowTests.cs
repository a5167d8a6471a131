using System.Reflection;

namespace GameAuth.Conventions.Arrows;

public class AssemblyArrowTests
{
    [Fact]
    public void Project_files_reference_along_the_arrows() =>
        Rule.Holds(Repository.Shipped.SelectMany(project => AssemblyArrows.Violations(project.Name, project.References)));

    [Fact]
    public void Compiled_packages_reference_along_the_arrows()
    {
        Dictionary<string, string> family = Repository.Shipped.ToDictionary(project => project.AssemblyName, project => project.Name, StringComparer.Ordinal);
        Rule.Holds(Repository.Shipped.SelectMany(project => AssemblyArrows.Violations(
            project.Name,
            project.Assembly.GetReferencedAssemblies().Select(name => family.GetValueOrDefault(name.Name!)).OfType<string>())));
    }

    [Fact]
    public void Every_shipped_project_is_looked_at() => Assert.Contains(Repository.Shipped, project => project.Name == "GameAuth.Core");

    [Theory]
    [InlineData("GameAuth.Xbox", "GameAuth.Psn")]
    [InlineData("GameAuth.Xbox", "GameAuth.Emulator")]
    [InlineData("GameAuth.Core", "GameAuth.Jose")]
    [InlineData("GameAuth.Jose", "GameAuth.Jose.NSec")]
    [InlineData("GameAuth.Jose.NSec", "GameAuth.Core")]
    [InlineData("GameAuth.Emulator", "GameAuth.Core")]
    [InlineData("GameAuth.Testing", "GameAuth.Xbox")]
    [InlineData("GameAuth.Browser", "GameAuth.Psn")]
    [InlineData("GameAuth.Server", "GameAuth.Discord")]
    [InlineData("GameAuth.Server.Discord", "GameAuth.Hytale")]
    [InlineData("GameAuth", "GameAuth.Server")]
    public void An_arrow_against_the_drawing_is_caught(string from, string to) => Rule.Catches(to, AssemblyArrows.Violations(from, [to]));

    [Theory]
    [InlineData("GameAuth.Xbox", "GameAuth.Core")]
    [InlineData("GameAuth.Server.Discord", "GameAuth.Discord")]
    [InlineData("GameAuth", "GameAuth.Psn")]
    public void An_arrow_of_the_drawing_is_allowed(string from, string to) => Rule.Holds(AssemblyArrows.Violations(from, [to]));

    [Fact]
    public void No_other_shipped_package_sees_a_package_s_internals() =>
        Rule.Holds(Repository.Shipped.SelectMany(project => InternalsRule.Violations(project.Assembly)));

    [Fact]
    public void Internals_shown_to_another_package_are_caught() =>
        Rule.Catches("GameAuth.Stranger", InternalsRule.Violations(Assembly.GetExecutingAssembly()));
}
