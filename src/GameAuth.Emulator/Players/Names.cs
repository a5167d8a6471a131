namespace GameAuth.Emulator;

/// <summary>What the checks of all providers ask of names and ids.</summary>
internal static class Names
{
    /// <summary>One that stands there twice, whatever its case; null for none.</summary>
    public static string? Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1)?.Key;
}
