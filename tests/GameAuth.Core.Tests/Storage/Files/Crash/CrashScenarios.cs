using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>What the store does, as scenarios. Values of 3000 bytes spread over the sectors of the smallest slot.</summary>
internal static class CrashScenarios
{
    private static readonly string Source = Path.Combine(CrashDisk.Home, "state.json");
    private static readonly byte[] Damaged = CrashActor.Value("damaged:8192");

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new StoreScenario("first opening", Nothing, a => Steps(a.OpenAsync, () => a.SaveAsync("a", "one:3000"))),
        new StoreScenario("create", a => a.OpenAsync(), a => a.SaveAsync("a", "one:3000")),
        new StoreScenario("save", Two, a => a.SaveAsync("a", "three:3000")),
        new StoreScenario("save again and again", Two, a => Steps(
            () => a.SaveAsync("a", "three:3000"), () => a.SaveAsync("a", "four:2000"), () => a.SaveAsync("a", "five:3300"))),
        new StoreScenario("grow", Two, a => Steps(() => a.SaveAsync("a", "three:9000"), () => a.SaveAsync("a", "four:100"))),
        new StoreScenario("delete", Two, a => a.DeleteAsync("a")),
        new StoreScenario("create after delete", Two, a => Steps(() => a.DeleteAsync("a"), () => a.SaveAsync("a", "three:3000"))),
        new StoreScenario("key rotation", Three, a => Steps(
            () => a.SaveAsync("a", "a-sealed-anew:3000"), () => a.SaveAsync("b", "b-sealed-anew:2500"), () => a.SaveAsync("c", "c-sealed-anew:5000"))),
        new StoreScenario("import", Plain, ImportAsync) { Also = SourceOrRow, MayDelete = false },
        new StoreScenario("two rows interleaved", Three, InterleaveAsync),
        new StoreScenario("quarantine and save", Two, a => Steps(a.OpenAsync, () => a.SaveAsync("a", "three:3000"))) { Damage = Spoil, Also = KeptAside },
        new StoreScenario("quarantine and delete", Two, a => Steps(a.OpenAsync, () => a.DeleteAsync("a"))) { Damage = Spoil, Also = KeptAside },
        new StoreScenario("data cleared under an open store", Two, ClearAsync),
        new KeyFileScenario { MayDelete = false },
    ];

    private static Task Nothing(CrashActor a) => Task.CompletedTask;

    private static Task Two(CrashActor a) => Steps(() => a.SaveAsync("a", "one:3000"), () => a.SaveAsync("a", "two:3000"));

    private static Task Three(CrashActor a) => Steps(() => Two(a), () => a.SaveAsync("b", "b-one:2500"), () => a.SaveAsync("c", "c-one:5000"));

    private static Task Plain(CrashActor a)
    {
        a.Disk.Create(Source, "{\"refresh_token\":\"synthetic\"}"u8);
        a.Disk.FlushDirectory(CrashDisk.Home);
        return a.OpenAsync();
    }

    // Writes sealed, reads again, and only then removes the source.
    private static async Task ImportAsync(CrashActor a)
    {
        await a.SaveAsync("a", "imported:3000");
        if (a.Ledger.Rows.TryGetValue("a", out Expected? row) && row.IsCertain && (await a.Store.ReadAsync(Ledger.Key("a"), default)).HasValue)
        {
            a.Disk.Delete(Source);
        }
    }

    private static string? SourceOrRow(DiskImage image, IReadOnlyDictionary<string, string> found) =>
        image.Files.ContainsKey(Source) || found.GetValueOrDefault("a", Expected.Nothing) != Expected.Nothing ? null : "neither source nor row";

    // The second process writes its row between the events of the first one's write.
    private static async Task InterleaveAsync(CrashActor a)
    {
        CrashActor other = new(a.Disk, a.Ledger);
        for (int i = 0; i < 3; i++)
        {
            // Again where a flush failed: an opening within the other's opening would wait for its lock.
            await a.OpenAsync();
            await other.OpenAsync();
        }

        for (int i = 1; i <= 3; i++)
        {
            string round = $"{i}:{2900 + i}";
            a.Disk.Meanwhile[a.Disk.Events + i] = () => other.SaveAsync("b", $"b-round{round}");
            await a.SaveAsync("a", $"a-round{round}");
        }
    }

    private static DiskImage Spoil(DiskImage image, Ledger ledger)
    {
        ledger.Acknowledge("a", Expected.Corrupt);
        return image.With(CrashActor.EntryPath("a"), Damaged);
    }

    private static string? KeptAside(DiskImage image, IReadOnlyDictionary<string, string> found) =>
        found["a"] == Expected.Corrupt || image.Files.Any(file => file.Key.Contains("quarantine", StringComparison.Ordinal) && file.Value.ToBytes().AsSpan().SequenceEqual(Damaged))
            ? null
            : "the damaged row is gone and was not kept aside";

    private static async Task ClearAsync(CrashActor a)
    {
        await a.SaveAsync("a", "three:3000");
        a.Disk.RemoveTree(CrashActor.StorePath);
        a.Ledger.Acknowledge("a", Expected.Nothing);
        await a.SaveAsync("a", "four:3000");
    }

    private static async Task Steps(params Func<Task>[] steps)
    {
        foreach (Func<Task> step in steps)
        {
            await step();
        }
    }
}

/// <summary>Something that a process does with a disk, and how what a crash leaves of it is judged.</summary>
internal abstract class CrashScenario(string name)
{
    public string Name { get; } = name;

    /// <summary>Whether the next process may also delete everything.</summary>
    public bool MayDelete { get; init; } = true;

    /// <summary>The disk before, on which everything is certain, and what was promised of it.</summary>
    public abstract Task<(DiskImage Start, Ledger Ledger)> PrepareAsync();

    public abstract Task RunAsync(CrashActor actor);

    /// <summary>What the next process does.</summary>
    public abstract Task GoOnAsync(CrashActor actor, bool deletes);

    /// <summary>Holds a state against the promises; returns what is wrong, or null.</summary>
    public abstract Task<string?> CheckAsync(DiskImage image, Ledger promised);
}

/// <summary>A scenario of a token store.</summary>
internal sealed class StoreScenario(string name, Func<CrashActor, Task> prepare, Func<CrashActor, Task> run) : CrashScenario(name)
{
    /// <summary>Changes the prepared disk, as a failing one would.</summary>
    public Func<DiskImage, Ledger, DiskImage> Damage { get; init; } = (image, _) => image;

    /// <summary>What else must hold of a state with these values; null where it does, else what is wrong.</summary>
    public Func<DiskImage, IReadOnlyDictionary<string, string>, string?> Also { get; init; } = (_, _) => null;

    public override async Task<(DiskImage Start, Ledger Ledger)> PrepareAsync()
    {
        CrashActor actor = new(new CrashDisk(CrashDisk.Fresh), new Ledger());
        await prepare(actor);
        return (Damage(actor.Disk.Whole(), actor.Ledger), actor.Ledger);
    }

    public override Task RunAsync(CrashActor actor) => run(actor);

    public override async Task GoOnAsync(CrashActor actor, bool deletes)
    {
        await actor.OpenAsync();
        foreach (string row in actor.Ledger.Rows.Keys)
        {
            await (deletes ? actor.DeleteAsync(row) : actor.SaveAsync(row, "next:2900"));
        }
    }

    public override Task<string?> CheckAsync(DiskImage image, Ledger promised) => new StoreCheck(Also).RunAsync(image, promised);
}

/// <summary>Two processes take their key from a file that is not there yet; whoever has a key has sealed rows with it, so it must never be another.</summary>
internal sealed class KeyFileScenario() : CrashScenario("key file")
{
    private const string Key = "key";

    private static readonly string KeyPath = Path.Combine(CrashDisk.Home, "Sample", "keys", "gameauth.key");

    public override Task<(DiskImage Start, Ledger Ledger)> PrepareAsync() => Task.FromResult((CrashDisk.Fresh, new Ledger()));

    public override async Task RunAsync(CrashActor actor)
    {
        await GetAsync(actor);
        await GetAsync(actor);
    }

    public override Task GoOnAsync(CrashActor actor, bool deletes) => GetAsync(actor);

    public override async Task<string?> CheckAsync(DiskImage image, Ledger promised)
    {
        CrashActor actor = new(new CrashDisk(image), promised.Copy());
        string key = await GetAsync(actor);
        bool holds = !promised.Rows.TryGetValue(Key, out Expected? expected) || expected.Allows(key);
        return holds ? null : $"another key, {key}";
    }

    private static async Task<string> GetAsync(CrashActor actor)
    {
        try
        {
            MasterKey key = (await new KeyFileKeySource(KeyPath, TimeProvider.System, actor.Disk).GetKeyAsync(default))!;
            string name = Convert.ToHexString(key.Bytes);
            actor.Ledger.Acknowledge(Key, name);
            actor.Disk.Look();
            return name;
        }
        catch (CredentialStoreException e) when (e.State == RowState.KeyUnavailable && actor.Disk.Flushes > 0)
        {
            return Expected.Nothing;
        }
    }
}
