using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace GameAuth.Conventions.Arrows;

/// <summary>Which source files a type was written in, read from the portable PDB beside its assembly.</summary>
internal static class SourceFiles
{
    // Portable PDB: "Type Definition Documents", written for types without a method body, such as enums and interfaces.
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    /// <summary>The hand-written files of each outermost type, relative to <paramref name="folder"/>, with forward slashes.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="folder">The project's folder inside the checkout, such as <c>src/GameAuth.Core</c>; generated files lie elsewhere.</param>
    public static ILookup<Type, string> Of(Assembly assembly, string folder)
    {
        using MetadataReaderProvider provider =
            MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb")));
        MetadataReader pdb = provider.GetMetadataReader();
        return Documents(pdb, assembly.ManifestModule)
            .Select(pair => (Type: Outermost(pair.Type), File: Relative(pdb, pair.Document, folder)))
            .Where(pair => pair.File.Length > 0)
            .Distinct()
            .ToLookup(pair => pair.Type, pair => pair.File);
    }

    public static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<(Type Type, DocumentHandle Document)> Documents(MetadataReader pdb, Module module)
    {
        foreach (MethodDebugInformationHandle handle in pdb.MethodDebugInformation)
        {
            Type? type = module.ResolveMethod(MetadataTokens.GetToken(handle.ToDefinitionHandle()))!.DeclaringType;
            foreach (SequencePoint point in pdb.GetMethodDebugInformation(handle).GetSequencePoints())
            {
                yield return (type!, point.Document);
            }
        }

        foreach (CustomDebugInformation information in pdb.CustomDebugInformation.Select(pdb.GetCustomDebugInformation))
        {
            if (pdb.GetGuid(information.Kind) == TypeDefinitionDocuments)
            {
                Type type = module.ResolveType(MetadataTokens.GetToken(information.Parent));
                BlobReader rows = pdb.GetBlobReader(information.Value);
                while (rows.RemainingBytes > 0)
                {
                    yield return (type, MetadataTokens.DocumentHandle(rows.ReadCompressedInteger()));
                }
            }
        }
    }

    private static string Relative(MetadataReader pdb, DocumentHandle document, string folder)
    {
        string path = pdb.GetString(pdb.GetDocument(document).Name).Replace('\\', '/');
        int start = path.LastIndexOf($"/{folder}/", StringComparison.Ordinal);
        return start < 0 ? "" : path[(start + folder.Length + 2)..];
    }
}
