namespace GameAuth.Conventions.Arrows;

/// <summary>Which folder may know which: a type knows its own folder and the layers below; neighbours may know each other one way.</summary>
internal sealed class FolderArrows(string[][] layers, string[] words)
{
    /// <summary>The folders of GameAuth.Core, lowest layer first. The one place that says so.</summary>
    public static FolderArrows Core { get; } = new(
        [
            ["Time"],
            ["Errors", "Secrets", "Ids", "Storage", "Pacing", "Diagnostics"],
            ["Devices", "Tokens", "Responses"],
            ["Accounts"],
            ["OAuth", "Prompts", "Exchange"],
            ["Lifetime"],
            ["DependencyInjection"],
            ["Providers"],
        ],
        // Plain values of the family's language, without behaviour, that every folder may speak.
        [
            "GameAuth.AccountId",
            "GameAuth.AccountStatus",
            "GameAuth.Storage.RowState",
        ]);

    public IEnumerable<string> Violations(IReadOnlyCollection<FolderReference> references)
    {
        List<FolderReference> crossing = [.. references.Where(r => r.FromFolder != r.ToFolder && !words.Contains(r.To))];
        return Unknown(references).Concat(Upwards(crossing)).Concat(Circles(crossing));
    }

    private IEnumerable<string> Unknown(IEnumerable<FolderReference> references) =>
        from reference in references
        where Layer(reference.FromFolder) < 0
        group reference by reference.FromFolder into folder
        select $"folder '{folder.Key}' ({folder.First().From}) has no place in the table of FolderArrows.cs";

    private IEnumerable<string> Upwards(IEnumerable<FolderReference> crossing) =>
        from reference in crossing
        where Layer(reference.FromFolder) >= 0 && Layer(reference.ToFolder) > Layer(reference.FromFolder)
        select $"{reference.From} in {reference.FromFolder} knows {reference.To} in {reference.ToFolder}: "
            + $"{reference.FromFolder} -> {reference.ToFolder} points up";

    // Layers can't be circular, so a circle is one among neighbours.
    private IEnumerable<string> Circles(IReadOnlyCollection<FolderReference> crossing)
    {
        ILookup<string, string> next = crossing.Where(r => Layer(r.FromFolder) == Layer(r.ToFolder))
            .ToLookup(r => r.FromFolder, r => r.ToFolder, StringComparer.Ordinal);
        return from reference in crossing
               where Reaches(reference.ToFolder, reference.FromFolder, next)
               select $"{reference.From} in {reference.FromFolder} knows {reference.To} in {reference.ToFolder}: "
                   + $"{reference.FromFolder} -> {reference.ToFolder} closes a circle";
    }

    private static bool Reaches(string from, string to, ILookup<string, string> next)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        Stack<string> open = new([from]);
        while (open.TryPop(out string? folder))
        {
            if (folder == to)
            {
                return true;
            }

            foreach (string neighbour in next[folder].Where(seen.Add))
            {
                open.Push(neighbour);
            }
        }

        return false;
    }

    private int Layer(string folder) => Array.FindIndex(layers, layer => layer.Contains(folder));
}
