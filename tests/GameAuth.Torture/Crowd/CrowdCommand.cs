using System.Diagnostics;

namespace GameAuth.Torture;

/// <summary>Starts many processes at once on a token that has ended: one of them refreshes it, and all get it.</summary>
internal static class CrowdCommand
{
    // So many starts at once take their time on a machine with few cores.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<Outcome> RunAsync(Arguments arguments)
    {
        int processes = arguments.Int("processes", 50, 1, 500);
        using Scratch scratch = new();
        using RotatingServer server = new() { Lifetime = TimeSpan.FromMilliseconds(1) };
        string directory = scratch.At("store");
        await using (GameAuthGrantUser first = new(directory, server.Address))
        {
            await first.OpenAsync();
            await first.SignInAsync();
        }

        server.Lifetime = TimeSpan.FromHours(1);
        Stopwatch clock = Stopwatch.StartNew();
        List<ChildProcess> children = [];
        try
        {
            children.AddRange(Enumerable.Range(0, processes).Select(_ =>
                ChildProcess.Start(OneUseChild.Command, "--directory", directory, "--server", server.Address.AbsoluteUri)));
            string[] ends = await Task.WhenAll(children.Select(static child => UseAsync(child)));
            foreach (string end in ends.Where(static end => end != OneUseChild.Good))
            {
                Console.WriteLine(end);
            }

            int good = ends.Count(static end => end == OneUseChild.Good);
            Console.WriteLine($"seconds={clock.Elapsed.TotalSeconds:0.0}");
            return new Outcome(
                good == processes && server is { Rotations: 1, Reuses: 0 }, $"processes={processes} good={good} refreshes={server.Rotations} reuses={server.Reuses}");
        }
        finally
        {
            children.ForEach(static child => child.Dispose());
        }
    }

    private static async Task<string> UseAsync(ChildProcess child)
    {
        if (await child.ReadAsync(Patience) is not OneUseChild.Ready)
        {
            return "ended before it was ready";
        }

        await child.SayAsync("use");
        return await child.ReadAsync(Patience) ?? "ended before it had its token";
    }
}
