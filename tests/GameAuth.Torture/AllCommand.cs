namespace GameAuth.Torture;

/// <summary>Every command on our store, one after the other.</summary>
internal static class AllCommand
{
    public static async Task<Outcome> RunAsync(Arguments arguments)
    {
        bool isSmall = arguments.IsSmall;
        (string Name, Func<Arguments, Task<Outcome>> Run, Arguments Settings)[] commands =
        [
            ("kill", KillCommand.RunAsync, arguments.With(("kills", isSmall ? "30" : "1000"))),
            ("rotate", RotateCommand.RunAsync, arguments.With(("processes", isSmall ? "3" : "6"), ("seconds", isSmall ? "4" : "15"))),
            ("rotate", RotateCommand.RunAsync, arguments.With(("processes", isSmall ? "3" : "6"), ("seconds", isSmall ? "5" : "15"), ("kill-every", isSmall ? "800" : "250"))),
            ("crowd", CrowdCommand.RunAsync, arguments.With(("processes", isSmall ? "8" : "50"))),
            ("stop", StopCommand.RunAsync, arguments.With(("rounds", isSmall ? "1" : "5"), ("seconds", isSmall ? "12" : "40"), ("limit", isSmall ? "10" : "30"))),
            ("diskfull", DiskFullCommand.RunAsync, arguments),
            ("corrupt", CorruptCommand.RunAsync, arguments.With(("cases", isSmall ? "1000" : "20000"))),
        ];
        List<string> lines = [];
        (int held, int broken, int skipped) = (0, 0, 0);
        foreach ((string name, Func<Arguments, Task<Outcome>> run, Arguments settings) in commands)
        {
            Outcome outcome = await run(settings);
            lines.Add($"{name}: {outcome.LastLine}");
            bool isSkipped = outcome.LastLine.StartsWith("skipped:", StringComparison.Ordinal);
            skipped += isSkipped ? 1 : 0;
            held += outcome.HasHeld && !isSkipped ? 1 : 0;
            broken += outcome.HasHeld ? 0 : 1;
        }

        lines.ForEach(Console.WriteLine);
        return new Outcome(broken == 0, $"held={held} broken={broken} skipped={skipped}");
    }
}
