using System.Globalization;

namespace GameAuth.Torture;

/// <summary>Stops a process between its refresh and the answer, which comes while it stands still, and lets it go on when its time limit is long over.</summary>
internal static class StopCommand
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    public static async Task<Outcome> RunAsync(Arguments arguments)
    {
        int rounds = arguments.Int("rounds", 5, 1, 1000);
        TimeSpan stop = TimeSpan.FromSeconds(arguments.Int("seconds", 40, 1, 3600));
        string limit = arguments.Int("limit", 30, 1, 3600).ToString(CultureInfo.InvariantCulture);
        if (OperatingSystem.IsWindows())
        {
            return new Outcome(HasHeld: true, "skipped: Windows has no SIGSTOP");
        }

        int good = 0;
        int rotations = 0;
        for (int round = 0; round < rounds; round++)
        {
            using Scratch scratch = new();
            using RotatingServer server = new() { Lifetime = TimeSpan.FromMilliseconds(1) };
            string directory = scratch.At("store");
            await using (GameAuthGrantUser first = new(directory, server.Address))
            {
                await first.OpenAsync();
                await first.SignInAsync();
            }

            server.Lifetime = TimeSpan.FromHours(1);
            using ChildProcess child = ChildProcess.Start(OneUseChild.Command, "--directory", directory, "--server", server.Address.AbsoluteUri, "--limit", limit);
            if (await child.ReadAsync(StartLimit) is not OneUseChild.Ready)
            {
                throw new HarnessException("A process ended before it was ready; its error is above.");
            }

            TaskCompletionSource answered = new();
            server.Answering = async () =>
            {
                await SignalAsync(child, "STOP");
                answered.TrySetResult();
            };
            await child.SayAsync("use");
            await answered.Task.WaitAsync(StartLimit);
            await Task.Delay(stop);
            server.Answering = static () => Task.CompletedTask;
            await SignalAsync(child, "CONT");
            string end = await child.ReadAsync() ?? "ended before it had its token";
            Console.WriteLine($"round={round + 1} {end}");
            good += end == OneUseChild.Good && server is { Rotations: 1, Reuses: 0 } ? 1 : 0;
            rotations += server.Rotations;
        }

        return new Outcome(good == rounds, $"stops={rounds} good={good} refreshes={rotations}");
    }

    private static async Task SignalAsync(ChildProcess child, string signal)
    {
        if (await Tool.RunAsync("sh", "-c", $"kill -{signal} {child.Id.ToString(CultureInfo.InvariantCulture)}") is { } complaint)
        {
            throw new HarnessException(complaint);
        }
    }
}
