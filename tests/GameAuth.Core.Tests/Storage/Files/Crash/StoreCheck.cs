using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>Opens a store on what a crash left and holds it against the promises.</summary>
internal sealed class StoreCheck(Func<DiskImage, IReadOnlyDictionary<string, string>, string?> also)
{
    /// <summary>Returns what is wrong; null where all is well.</summary>
    public async Task<string?> RunAsync(DiskImage image, Ledger promised)
    {
        CrashActor actor = new(new CrashDisk(image), promised.Copy());
        await actor.Store.OpenAsync();
        return Leftovers(actor) ?? await ValuesAsync(actor, promised, image) ?? await HealsAsync(actor, promised);
    }

    private static string? Leftovers(CrashActor actor) =>
        actor.Disk.Whole().Files.Keys.FirstOrDefault(path => path.EndsWith(".tmp", StringComparison.Ordinal)) is { } left ? $"{left} is left after the opening" : null;

    private async Task<string?> ValuesAsync(CrashActor actor, Ledger promised, DiskImage image)
    {
        Dictionary<string, string> found = [];
        foreach ((string row, Expected expected) in promised.Rows)
        {
            Row read = await actor.Store.ReadAsync(Ledger.Key(row), default);
            string value = Name(read, expected);
            found[row] = value;
            if (!expected.Allows(value) || (expected.IsCertain && read.State == RowState.Recovered))
            {
                return $"{row} is {value} ({read.State})";
            }
        }

        int rows = found.Values.Count(value => value != Expected.Nothing);
        int listed = 0;
        await foreach (StoredRow row in actor.Store.ListAsync("owner", default))
        {
            listed++;
        }

        int files = actor.Disk.List(new StoreLayout(CrashActor.StorePath).Entries).Count();
        return listed != rows || files != rows ? $"{rows} rows, {listed} listed, {files} files" : also(image, found);
    }

    private static async Task<string?> HealsAsync(CrashActor actor, Ledger promised)
    {
        foreach (string row in promised.Rows.Keys)
        {
            await actor.SaveAsync(row, "healed:700");
            Row read = await actor.Store.ReadAsync(Ledger.Key(row), default);
            if (read.State != RowState.Found || !read.Value.Span.SequenceEqual(CrashActor.Value("healed:700")))
            {
                return $"{row} can not be saved again: {read.State}";
            }
        }

        return null;
    }

    private static string Name(Row read, Expected expected) => read.State switch
    {
        RowState.Missing => Expected.Nothing,
        RowState.Corrupt => Expected.Corrupt,
        _ => expected.Open.Prepend(expected.Acknowledged).FirstOrDefault(value => value.Contains(':', StringComparison.Ordinal) && read.Value.Span.SequenceEqual(CrashActor.Value(value)))
            ?? $"{read.Value.Length} other bytes",
    };
}
