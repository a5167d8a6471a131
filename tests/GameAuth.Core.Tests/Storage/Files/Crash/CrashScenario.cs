namespace GameAuth.Core.Tests.Storage.Crash;

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
