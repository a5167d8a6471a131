using System.Collections.Immutable;
using System.Runtime.InteropServices;
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

/// <summary>What may be found in one place after a crash: what was acknowledged last, or what was in flight or failed since.</summary>
/// <param name="Acknowledged">The last value that the store promised; <see cref="Nothing"/> for none.</param>
/// <param name="Open">Values of steps that have not ended, or ended in an error.</param>
internal sealed record Expected(string Acknowledged, ImmutableList<string> Open)
{
    public const string Nothing = "nothing";

    /// <summary>A value that no intact row has; only where the scenario damaged it.</summary>
    public const string Corrupt = "corrupt";

    public bool IsCertain => Open.IsEmpty;

    public static Expected Of(string acknowledged) => new(acknowledged, []);

    public Expected Begin(string value) => this with { Open = Open.Add(value) };

    public bool Allows(string value) => value == Acknowledged || Open.Contains(value);

    public override string ToString() => $"{Acknowledged}{(IsCertain ? "" : $" or {string.Join(" or ", Open.Distinct())}")}";
}

/// <summary>A 64-bit hash that is the same in every run, to tell states that were seen before.</summary>
internal static class Fingerprint
{
    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong Prime = 0xD6E8FEB86659FD93;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Mix(Seed, (ulong)bytes.Length);
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            hash = Mix(hash, word);
        }

        foreach (byte rest in bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..])
        {
            hash = Mix(hash, rest);
        }

        return hash;
    }

    public static ulong Of(string text) => Of(MemoryMarshal.AsBytes(text.AsSpan()));

    public static ulong Mix(ulong hash, ulong word)
    {
        ulong mixed = (hash ^ word) * Prime;
        return (mixed ^ (mixed >> 32)) * Prime;
    }
}

/// <summary>What the store has promised so far, per row.</summary>
internal sealed class Ledger(ImmutableSortedDictionary<string, Expected>? rows = null)
{
    public ImmutableSortedDictionary<string, Expected> Rows { get; private set; } = rows ?? ImmutableSortedDictionary<string, Expected>.Empty.WithComparers(StringComparer.Ordinal);

    public static RowKey Key(string row) => new("owner", row);

    public void Begin(string row, string value) => Rows = Rows.SetItem(row, Of(row).Begin(value));

    public void Acknowledge(string row, string value) => Rows = Rows.SetItem(row, Expected.Of(value));

    public Ledger Copy() => new(Rows);

    public ulong Hash() => Fingerprint.Of(ToString());

    public override string ToString() => string.Join("; ", Rows.Select(row => $"{row.Key}: {row.Value}"));

    private Expected Of(string row) => Rows.GetValueOrDefault(row) ?? Expected.Of(Expected.Nothing);
}
