namespace GameAuth.Conventions.Arrows;

/// <summary>Which package may know which. The one place that says so; the drawing in docs/architecture.md follows it.</summary>
internal static class AssemblyArrows
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["GameAuth.Core"] = [],
        ["GameAuth.Jose"] = [],
        ["GameAuth.Emulator"] = [],
        ["GameAuth.Jose.NSec"] = ["GameAuth.Jose"],
        ["GameAuth.Console"] = ["GameAuth.Core"],
        ["GameAuth.Browser"] = ["GameAuth.Core"],
        ["GameAuth.Hardware"] = ["GameAuth.Core"],
        ["GameAuth.Testing"] = ["GameAuth.Core", "GameAuth.Jose"],
        ["GameAuth.Server"] = ["GameAuth.Core", "GameAuth.Jose"],
        ["GameAuth.IdentityModel"] = ["GameAuth.Jose"],
        ["GameAuth.Tool"] = ["GameAuth.Core", "GameAuth.Emulator"],
    };

    /// <summary>What breaks the arrows of one package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="references">The family's packages that it references, in its project file or in its compiled form.</param>
    public static IEnumerable<string> Violations(string package, IEnumerable<string> references)
    {
        string[] allowed = Allowed(package);
        return references.Distinct(StringComparer.Ordinal)
            .Where(reference => !allowed.Contains(reference) && !(package == "GameAuth" && IsProvider(reference)))
            .Select(reference => $"{package} may not know {reference}; it may know: {(allowed.Length == 0 ? "nobody of the family" : string.Join(", ", allowed))}");
    }

    // A name that is not in the table is a provider, or a store or bridge of the server, so that a new one needs no row.
    private static string[] Allowed(string package) => package switch
    {
        _ when Known.TryGetValue(package, out string[]? row) => row,
        "GameAuth" => ["GameAuth.Core"],
        _ when package.StartsWith("GameAuth.Server.", StringComparison.Ordinal) =>
            ["GameAuth.Core", "GameAuth.Jose", "GameAuth.Server", package.Replace(".Server.", ".", StringComparison.Ordinal)],
        _ => ["GameAuth.Core", "GameAuth.Jose"],
    };

    private static bool IsProvider(string package) =>
        !Known.ContainsKey(package) && !package.StartsWith("GameAuth.Server.", StringComparison.Ordinal);
}
