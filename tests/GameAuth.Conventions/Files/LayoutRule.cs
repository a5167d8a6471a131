namespace GameAuth.Conventions.Files;

/// <summary>A folder is a capability, and a file shows one type.</summary>
internal static class LayoutRule
{
    private static readonly string[] Drawers = ["Common", "Helpers", "Interfaces", "Misc", "Models", "Utilities", "Utils"];

    public static IEnumerable<string> DrawerFolders(IEnumerable<string> files) =>
        from folder in files.Select(file => Path.GetDirectoryName(file)!.Replace('\\', '/')).Distinct(StringComparer.Ordinal)
        where folder.Split('/').Any(part => Drawers.Contains(part, StringComparer.OrdinalIgnoreCase))
        select $"{folder} is a drawer for kinds of types; name it by what it does";

    public static IEnumerable<string> CrowdedFiles(ILookup<Type, string> files) =>
        from pair in files.SelectMany(type => type.Select(file => (Type: type.Key, File: file)))
        where pair.Type.IsPublic
        group pair.Type by pair.File into shown
        where shown.Count() > 1
        select $"{shown.Key} shows {shown.Count()} public types: {string.Join(", ", shown)}";
}
