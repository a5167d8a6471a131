namespace GameAuth.Torture;

/// <summary>The kills at one piece of work, all on one store: each child goes on where the one before was cut off.</summary>
internal sealed class KillRound(string store, Scratch scratch, Workload work, int seed)
{
    private readonly string _directory = scratch.At(work.Name);
    private Ledger _ledger = new(work, seed);
    private int _kills;
    private int _inFlight;
    private int _recovered;
    private int _done;

    public int Lost { get; private set; }

    public int Wrong { get; private set; }

    /// <summary>Temporary files that were there after the store was opened again.</summary>
    public int Orphans { get; private set; }

    public string Summary => $"work={work.Name} kills={_kills} done={_done} in-flight={_inFlight} recovered={_recovered} lost={Lost} wrong={Wrong} orphans={Orphans}";

    /// <summary>Lets a child work for so long, kills it, and looks.</summary>
    /// <returns>What is wrong; empty where nothing is.</returns>
    public async Task<string> RunAsync(ChildProcess child, TimeSpan after)
    {
        if (await child.ReadAsync() is not KillChild.Ready)
        {
            throw new HarnessException("A child ended before it was ready; its error is above.");
        }

        await child.SayAsync($"{work.Name} {_ledger.Next}");
        Task hearing = HearAsync(child);
        await Task.Delay(after);
        bool hasEndedEarly = hearing.IsCompleted;
        child.Kill();
        await hearing;
        await child.EndAsync();
        if (hasEndedEarly)
        {
            throw new HarnessException("A child ended before it was killed; its error is above.");
        }

        return await LookAsync();
    }

    private async Task HearAsync(ChildProcess child)
    {
        int before = _ledger.Done;
        while (await child.ReadAsync() is { } line)
        {
            _ledger.Hear(line);
        }

        _done += _ledger.Done - before;
    }

    private async Task<string> LookAsync()
    {
        _kills++;
        _inFlight += _ledger.IsInFlight ? 1 : 0;
        string[] left = Temporaries();
        ISubject subject = work.Open(store, _directory, _ledger.Next);
        await subject.OpenAsync();
        string[] orphans = Temporaries();
        Orphans += orphans.Length;
        List<string> faults = orphans.Length == 0 ? [] : [$"{orphans.Length} of {left.Length} temporary files stay"];
        Array.ForEach(orphans, File.Delete);

        string broken = await work.InspectAsync(subject);
        bool isBroken = broken.Length > 0;
        if (isBroken)
        {
            Wrong++;
            faults.Add(broken);
        }

        foreach (string row in work.Rows)
        {
            Sight sight = await subject.ReadAsync(row);
            Verdict verdict = _ledger.Judge(row, sight);
            Lost += verdict is Verdict.Lost ? 1 : 0;
            Wrong += verdict is Verdict.Wrong ? 1 : 0;
            _recovered += sight.State is "Recovered" ? 1 : 0;
            if (verdict is not Verdict.Kept)
            {
                isBroken = true;
                faults.Add($"{verdict} '{row}' at step {_ledger.Next - 1} ({sight.State})");
            }
        }

        _ledger.Close();
        if (isBroken)
        {
            StartOver();
        }

        return faults.Count == 0 ? "" : $"work={work.Name} {string.Join("; ", faults)}";
    }

    // What is broken is counted once: the next child finds a new store.
    private void StartOver()
    {
        Directory.Delete(_directory, recursive: true);
        _ledger = new Ledger(work, seed);
    }

    private string[] Temporaries() => Directory.Exists(_directory) ? Directory.GetFiles(_directory, "*.tmp", SearchOption.AllDirectories) : [];
}
