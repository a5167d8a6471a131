namespace GameAuth.Conventions.Files;

/// <summary>A folder is a capability.</summary>
internal static class LayoutRule
{
    private static readonly string[] Drawers = ["Common", "Helpers", "Interfaces", "Misc", "Models", "Utilities", "Utils"];

    public static IEnumerable<string> DrawerFolders(IEnumerable<string> files) =>
        from folder in files.Select(file => Path.GetDirectoryName(file)!.Replace('\\', '/')).Distinct(StringComparer.Ordinal)
        where folder.Split('/').Any(part => Drawers.Contains(part, StringComparer.OrdinalIgnoreCase))
        select $"{folder} is a drawer for kinds of types; name it by what it does";
}
