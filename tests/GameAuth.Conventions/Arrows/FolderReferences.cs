using System.Reflection;

namespace GameAuth.Conventions.Arrows;

/// <summary>Every reference between the folders of a project.</summary>
internal static class FolderReferences
{
    /// <summary>What each hand-written type of <paramref name="assembly"/> knows.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="folder">Where its sources lie in the checkout; the folders below it are the ones compared.</param>
    public static IReadOnlyCollection<FolderReference> Of(Assembly assembly, string folder)
    {
        Dictionary<Type, string> folders = SourceFiles.Of(assembly, folder)
            .ToDictionary(files => files.Key, files => string.Join('+', files.Select(FirstFolder).Distinct()));
        return [.. from type in folders.Keys
                   from known in TypeReferences.Of(type).Append(type)
                   where folders.ContainsKey(known)
                   select new FolderReference(Name(type), folders[type], Name(known), folders[known])];
    }

    private static string Name(Type type) => type.FullName!.Split('`')[0];

    private static string FirstFolder(string file) => file.Contains('/', StringComparison.Ordinal) ? file.Split('/')[0] : "";
}
