namespace GameAuth.Conventions;

/// <summary>The checkout that these tests were built from, as files.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs =
        [".git", ".idea", ".vs", "artifacts", "bin", "obj", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<ShippedProject> Shipped { get; } =
        [.. Directory.GetDirectories(PathTo("src")).Order(StringComparer.Ordinal).Where(HasProject).Select(ShippedProject.Read)];

    /// <summary>The packages that others compile against; a program shows its commands, not its types.</summary>
    public static IEnumerable<ShippedProject> Libraries => Shipped.Where(project => !project.IsProgram);

    public static string PathTo(string relative) => Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Every file of the checkout, relative, with forward slashes; build output and packages left out.</summary>
    public static IEnumerable<string> Files(string under = "") =>
        Walk(PathTo(under)).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    public static string[] Lines(string relative) => File.ReadAllLines(PathTo(relative));

    private static IEnumerable<string> Walk(string directory) =>
        Directory.EnumerateFiles(directory).Where(file => !NotOurs.Contains(Path.GetFileName(file)))
            .Concat(Directory.EnumerateDirectories(directory)
                .Where(child => !NotOurs.Contains(Path.GetFileName(child)))
                .SelectMany(Walk));

    private static bool HasProject(string directory) => Directory.EnumerateFiles(directory, "*.csproj").Any();

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "GameAuth.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("GameAuth.sln is in no folder above the tests.");
    }
}
