namespace GameAuth.Torture;

/// <summary>Kills children at their work, one after the other, and counts what the store did not keep.</summary>
internal static class KillCommand
{
    private const int ShortestMilliseconds = 2;
    private const int LongestMilliseconds = 60;
    private const int MostTold = 10;

    public static async Task<Outcome> RunAsync(Arguments arguments)
    {
        int kills = arguments.Int("kills", 1000, 1, 100_000);
        string store = Subjects.NameIn(arguments);
        Workload[] works = Workloads.ChosenBy(arguments, store);
        using Scratch scratch = new();
        KillRound[] rounds = [.. works.Select(work => new KillRound(store, scratch, work, arguments.Seed))];
        Console.WriteLine($"store={store} seed={arguments.Seed}");

        Random random = new(arguments.Seed);
        ChildProcess waiting = Start();
        try
        {
            int told = 0;
            for (int kill = 0; kill < kills; kill++)
            {
                // The next child starts and warms up while this one works.
                using ChildProcess child = waiting;
                waiting = Start();
                TimeSpan after = TimeSpan.FromMilliseconds(random.Next(ShortestMilliseconds, LongestMilliseconds + 1));
                string fault = await rounds[kill % rounds.Length].RunAsync(child, after);
                if (fault.Length > 0 && ++told <= MostTold)
                {
                    Console.WriteLine($"kill {kill}: {fault}");
                }
            }
        }
        finally
        {
            waiting.Dispose();
        }

        foreach (KillRound round in rounds)
        {
            Console.WriteLine(round.Summary);
        }

        (int lost, int wrong, int orphans) = (rounds.Sum(static round => round.Lost), rounds.Sum(static round => round.Wrong), rounds.Sum(static round => round.Orphans));
        bool hasKept = lost == 0 && wrong == 0 && orphans == 0;
        return new Outcome(hasKept != arguments.ExpectsLoss, $"kills={kills} lost={lost} wrong={wrong} orphans={orphans}");

        ChildProcess Start() => ChildProcess.Start(
            KillChild.Command, "--store", store, "--directory", scratch.Path, "--seed", arguments.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
