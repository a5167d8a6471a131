using System.Globalization;

namespace GameAuth.Torture;

/// <summary>Lets processes share a grant that rotates, kills some of them, and counts how often the player would have had to sign in again.</summary>
internal static class RotateCommand
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    public static async Task<Outcome> RunAsync(Arguments arguments)
    {
        int processes = arguments.Int("processes", 6, 1, 64);
        TimeSpan length = TimeSpan.FromSeconds(arguments.Int("seconds", 15, 1, 3600));
        int killEvery = arguments.Int("kill-every", 0, 50, 60_000);
        using Scratch scratch = new();
        using RotatingServer server = new();
        string directory = scratch.At("store");
        await using IGrantUser first = GrantUsers.Create(arguments, directory, server.Address);
        await first.OpenAsync();
        await first.SignInAsync();
        using Relogins relogins = new(first);
        Console.WriteLine($"store={arguments.Text("store", Subjects.GameAuth)} processes={processes} seconds={length.TotalSeconds} seed={arguments.Seed}");

        int started = 0;
        int kills = 0;
        Random random = new(arguments.Seed);
        List<RotateWorker> workers = [];
        try
        {
            workers.AddRange(Enumerable.Range(0, processes).Select(_ => Start()));
            await Task.WhenAll(workers.Select(static worker => worker.Ready)).WaitAsync(StartLimit);
            long start = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(start) is var elapsed && elapsed < length)
            {
                TimeSpan pause = killEvery == 0 ? length : TimeSpan.FromMilliseconds(random.Next(killEvery / 2, killEvery * 3 / 2));
                await Task.Delay(pause < length - elapsed ? pause : length - elapsed);
                int victim = random.Next(processes);
                if (killEvery > 0 && workers[victim].Ready.IsCompleted)
                {
                    using RotateWorker killed = workers[victim];
                    await killed.KillAsync();
                    kills++;
                    workers[victim] = Start();
                }
            }

            await Task.WhenAll(workers.Select(static worker => worker.StopAsync()));
        }
        finally
        {
            workers.ForEach(static worker => worker.Dispose());
        }

        foreach (RotateWorker worker in workers)
        {
            Console.WriteLine(worker.Counts);
        }

        return Judge();

        RotateWorker Start() => new(
            ChildProcess.Start(
                RotateChild.Command, "--store", arguments.Text("store", Subjects.GameAuth), "--directory", directory, "--server", server.Address.AbsoluteUri,
                "--seed", (arguments.Seed ^ ++started).ToString(CultureInfo.InvariantCulture)),
            relogins);

        Outcome Judge()
        {
            // A process that has nothing to say at its end broke on something else, and a server that was not asked proves nothing.
            int silent = workers.Count(static worker => worker.Counts.Length == 0);
            bool isProof = silent == 0 && server.Rotations > 0;
            Console.WriteLine($"rotations={server.Rotations} reuses={server.Reuses} broken-processes={silent}");
            bool hasKept = killEvery == 0 ? relogins.Forced == 0 : relogins.Revoked == 0;
            string counts = $"forced-relogins={relogins.Forced}";
            return new Outcome(
                isProof && hasKept != arguments.ExpectsLoss,
                killEvery == 0 ? counts : $"{counts} unknown-outcome={relogins.Forced - relogins.Revoked} revoked={relogins.Revoked} kills={kills} rotations={server.Rotations}");
        }
    }
}
