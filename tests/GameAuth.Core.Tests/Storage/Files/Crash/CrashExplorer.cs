using System.Globalization;

namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>Runs a scenario with a power cut after every event, alone and after each death of the process, each failed flush and, for some states, during recovery.</summary>
internal sealed class CrashExplorer(CrashScenario scenario, int depth)
{
    private const int MostFaults = 5;

    private readonly HashSet<ulong> _seen = [];
    private readonly List<string> _faults = [];
    private readonly List<(DiskImage Image, Ledger Promised, string Way)> _new = [];
    private int _moments;

    private int MostPerMoment => 16 * depth;

    public async Task<CrashReport> RunAsync()
    {
        (DiskImage start, Ledger ledger) = await scenario.PrepareAsync();
        (int events, int flushes) = await AloneAsync(start, ledger);
        (DiskImage, Ledger, string)[] first = [.. _new];
        await CheckAsync();
        for (int kill = 1; kill <= events; kill++)
        {
            await KilledAsync(start, ledger, kill, deletes: false);
            if (scenario.MayDelete)
            {
                await KilledAsync(start, ledger, kill, deletes: true);
            }

            await CheckAsync();
        }

        for (int flush = 1; flush <= flushes; flush++)
        {
            await FailedAsync(start, ledger, flush..(flush + 1), keepsCache: true);
            await FailedAsync(start, ledger, flush..(flush + 1), keepsCache: false);
            await FailedAsync(start, ledger, flush..(flush + 2), keepsCache: true);
            await CheckAsync();
        }

        int every = Math.Max(1, first.Length / (16 * depth));
        for (int i = 0; i < first.Length; i += every)
        {
            await RecoveringAsync(first[i].Item1, first[i].Item2, first[i].Item3);
            await CheckAsync();
        }

        return new CrashReport(_moments, _seen.Count, _faults);
    }

    private async Task<(int Events, int Flushes)> AloneAsync(DiskImage start, Ledger ledger)
    {
        CrashActor actor = Watch(new CrashDisk(start), ledger.Copy(), "running");
        await scenario.RunAsync(actor);
        return (actor.Disk.Events, actor.Disk.Flushes);
    }

    private async Task KilledAsync(DiskImage start, Ledger ledger, int kill, bool deletes)
    {
        CrashActor killed = new(new CrashDisk(start) { KillAfter = kill }, ledger.Copy());
        await Assert.ThrowsAsync<ProcessDiedException>(() => scenario.RunAsync(killed));
        killed.Disk.Revive();
        await scenario.GoOnAsync(Watch(killed.Disk, killed.Ledger, $"killed after event {kill}, the next process {(deletes ? "deletes" : "saves")}"), deletes);
    }

    private async Task FailedAsync(DiskImage start, Ledger ledger, Range flushes, bool keepsCache)
    {
        CrashDisk disk = new(start) { FailingFlushes = flushes, FailedFlushKeepsCache = keepsCache };
        CrashActor actor = Watch(disk, ledger.Copy(), $"flushes {flushes} failed, cache {(keepsCache ? "kept" : "dropped")}", flushes.Start.Value);
        await scenario.RunAsync(actor);
        await scenario.GoOnAsync(actor, deletes: false);
    }

    private Task RecoveringAsync(DiskImage state, Ledger promised, string way) =>
        scenario.GoOnAsync(Watch(new CrashDisk(state), promised.Copy(), $"{way}; then in the recovery"), deletes: false);

    private CrashActor Watch(CrashDisk disk, Ledger ledger, string way, int fromFlush = 0)
    {
        disk.Happened = now =>
        {
            // What came before was seen when the scenario ran alone.
            if (now.Flushes < fromFlush)
            {
                return;
            }

            _moments++;
            foreach (DiskImage image in now.AfterPowerCut(MostPerMoment))
            {
                if (_seen.Add(Fingerprint.Mix(image.Hash(), ledger.Hash())))
                {
                    _new.Add((image, ledger.Copy(), string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}: {way}, power cut after event {now.Events}")));
                }
            }
        };
        return new CrashActor(disk, ledger);
    }

    private async Task<string?> FaultAsync(DiskImage image, Ledger promised)
    {
        try
        {
            return await scenario.CheckAsync(image, promised);
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private async Task CheckAsync()
    {
        foreach ((DiskImage image, Ledger promised, string way) in _new)
        {
            if (_faults.Count < MostFaults && await FaultAsync(image, promised) is { } fault)
            {
                _faults.Add($"{way}; promised {promised}; found: {fault}");
            }
        }

        _new.Clear();
    }
}

/// <summary>What an exploration saw.</summary>
/// <param name="Moments">Crash points.</param>
/// <param name="States">Different disks with different promises, each of which was opened and checked.</param>
/// <param name="Faults">What was wrong, with the way there.</param>
internal sealed record CrashReport(int Moments, int States, IReadOnlyList<string> Faults);

/// <summary>Picks one of several possibilities for each of many places.</summary>
internal static class Choices
{
    private const int Seed = 20_260;
    private const int MostEdges = 16;

    /// <summary>
    /// All combinations where there are at most so many. Else those in which such bugs live: all oldest, all newest, one place newer than the rest,
    /// one older, a newer prefix, a newer suffix, at 16 to 31 edges; and as many more by chance, from a seed that never changes.
    /// </summary>
    /// <param name="counts">How many possibilities each place has, the oldest first.</param>
    /// <param name="most">From how many on a choice is made.</param>
    public static IEnumerable<int[]> Of(int[] counts, int most)
    {
        int[] open = [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 1)];
        double all = open.Aggregate(1.0, (product, i) => product * counts[i]);
        return all <= most ? All(counts, open, (int)all) : Telling(counts, open).Concat(Chance(counts, open, most));
    }

    private static IEnumerable<int[]> All(int[] counts, int[] open, int all)
    {
        for (int number = 0; number < all; number++)
        {
            int[] choice = new int[counts.Length];
            int rest = number;
            foreach (int i in open)
            {
                (rest, choice[i]) = Math.DivRem(rest, counts[i]);
            }

            yield return choice;
        }
    }

    private static IEnumerable<int[]> Telling(int[] counts, int[] open)
    {
        int[] Pick(Func<int, bool> isNewest)
        {
            int[] choice = new int[counts.Length];
            for (int at = 0; at < open.Length; at++)
            {
                choice[open[at]] = isNewest(at) ? counts[open[at]] - 1 : 0;
            }

            return choice;
        }

        int stride = Math.Max(1, open.Length / MostEdges);
        for (int edge = 0; edge <= open.Length; edge += stride)
        {
            int here = edge;
            yield return Pick(at => at < here);
            yield return Pick(at => at >= here);
            yield return Pick(at => at == here);
            yield return Pick(at => at != here);
        }
    }

    private static IEnumerable<int[]> Chance(int[] counts, int[] open, int most)
    {
        Random random = new(Seed);
        for (int number = 0; number < most; number++)
        {
            int[] choice = new int[counts.Length];
            foreach (int i in open)
            {
                choice[i] = random.Next(counts[i]);
            }

            yield return choice;
        }
    }
}
