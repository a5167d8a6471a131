namespace GameAuth.Conventions.Packages;

public class PackageTextTests
{
    [Fact]
    public void Every_package_describes_itself() => Rule.Holds(Repository.Shipped.SelectMany(Missing));

    [Fact]
    public void A_package_without_texts_is_caught()
    {
        ShippedProject silent = new("GameAuth.Silent", Repository.PathTo("eng"), "GameAuth.Silent", "silent", "", IsProgram: false, []);
        Assert.Equal(["GameAuth.Silent has no README.md", "GameAuth.Silent has no Description in its project file", "GameAuth.Silent is packed as silent"], Missing(silent));
    }

    [Fact]
    public void Every_shipped_project_is_in_the_package_table_of_the_README()
    {
        string readme = File.ReadAllText(Repository.PathTo("README.md"));
        Rule.Holds(Repository.Shipped.Where(project => !readme.Contains($"`{project.Name}`", StringComparison.Ordinal))
            .Select(project => $"README.md does not mention {project.Name}"));
    }

    private static IEnumerable<string> Missing(ShippedProject project)
    {
        string readme = Path.Combine(project.Folder, "README.md");
        if (!File.Exists(readme) || new FileInfo(readme).Length == 0)
        {
            yield return $"{project.Name} has no README.md";
        }

        if (project.Description.Length == 0)
        {
            yield return $"{project.Name} has no Description in its project file";
        }

        // NuGet compares ids without case, so an id that is not the project's name may be another package's.
        if (project.PackageId != project.Name)
        {
            yield return $"{project.Name} is packed as {project.PackageId}";
        }
    }
}
