using System.Reflection;
using System.Xml.Linq;

namespace GameAuth.Conventions;

/// <summary>A project under src, as its file tells it.</summary>
internal sealed record ShippedProject(string Name, string Folder, string AssemblyName, string PackageId, string Description, bool IsProgram, IReadOnlyList<string> References)
{
    /// <summary>The last part of the name: <c>Xbox</c> of <c>GameAuth.Xbox</c>.</summary>
    public string ShortName => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>A provider is a package with <c>{P}Defaults.cs</c>.</summary>
    public bool IsProvider => File.Exists(Path.Combine(Folder, $"{ShortName}Defaults.cs"));

    public Assembly Assembly => Assembly.Load(AssemblyName);

    public static ShippedProject Read(string folder)
    {
        string file = Directory.EnumerateFiles(folder, "*.csproj").Single();
        XElement project = XElement.Load(file);
        string name = Path.GetFileNameWithoutExtension(file);
        string assembly = Property("AssemblyName") ?? name;
        return new ShippedProject(
            name,
            folder,
            assembly,
            Property("PackageId") ?? assembly,
            Property("Description") ?? "",
            Property("OutputType") == "Exe",
            [.. project.Descendants("ProjectReference").Select(reference => ProjectName((string)reference.Attribute("Include")!))]);

        string? Property(string property) => project.Descendants(property).SingleOrDefault()?.Value;
    }

    private static string ProjectName(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
