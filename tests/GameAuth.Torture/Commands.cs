namespace GameAuth.Torture;

/// <summary>The commands by name. Each ends with one line that a program can read, and with 0 only where the promise held.</summary>
internal static class Commands
{
    public const int Held = 0;
    public const int Broken = 1;
    public const int Misused = 2;

    private static readonly Dictionary<string, Func<Arguments, Task<Outcome>>> Named = new(StringComparer.Ordinal)
    {
        ["kill"] = KillCommand.RunAsync,
        ["rotate"] = RotateCommand.RunAsync,
        ["crowd"] = CrowdCommand.RunAsync,
        ["stop"] = StopCommand.RunAsync,
        ["diskfull"] = DiskFullCommand.RunAsync,
        ["corrupt"] = CorruptCommand.RunAsync,
        ["all"] = AllCommand.RunAsync,
        [KillChild.Command] = KillChild.RunAsync,
        [RotateChild.Command] = RotateChild.RunAsync,
        [OneUseChild.Command] = OneUseChild.RunAsync,
    };

    public static async Task<int> RunAsync(string[] words)
    {
        try
        {
            Arguments arguments = Arguments.Parse(words);
            if (!Named.TryGetValue(arguments.Command, out Func<Arguments, Task<Outcome>>? command))
            {
                throw new UsageException($"There is no command '{arguments.Command}'.");
            }

            Outcome outcome = await command(arguments);
            if (outcome.LastLine.Length > 0)
            {
                Console.WriteLine(outcome.LastLine);
            }

            return outcome.HasHeld ? Held : Broken;
        }
        catch (HarnessException ended)
        {
            Console.WriteLine($"broken: {ended.Message}");
            return Broken;
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}{Environment.NewLine}{Usage.Text}");
            return Misused;
        }
    }
}
