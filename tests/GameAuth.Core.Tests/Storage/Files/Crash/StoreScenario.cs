namespace GameAuth.Core.Tests.Storage.Crash;

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
