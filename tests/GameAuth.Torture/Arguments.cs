using System.Globalization;

namespace GameAuth.Torture;

/// <summary>A command and its options; whoever reads an option says its default and its bounds.</summary>
internal sealed class Arguments
{
    private static readonly string[] Switches = ["expect-loss", "small"];
    private static readonly string[] Options = ["kills", "store", "work", "processes", "seconds", "kill-every", "cases", "rounds", "limit", "seed", "directory", "server"];

    private readonly Dictionary<string, string> _values;

    private Arguments(string command, Dictionary<string, string> values)
    {
        Command = command;
        _values = values;
        Seed = Int("seed", Environment.TickCount, int.MinValue, int.MaxValue);
    }

    public string Command { get; }

    public int Seed { get; }

    public bool ExpectsLoss => _values.ContainsKey("expect-loss");

    public bool IsSmall => _values.ContainsKey("small");

    public static Arguments Parse(string[] words)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        for (int i = 1; i < words.Length; i++)
        {
            string name = words[i].StartsWith("--", StringComparison.Ordinal) ? words[i][2..] : throw new UsageException($"'{words[i]}' is no option.");
            if (Switches.Contains(name, StringComparer.Ordinal))
            {
                values[name] = "";
            }
            else if (Options.Contains(name, StringComparer.Ordinal))
            {
                values[name] = ++i < words.Length ? words[i] : throw new UsageException($"--{name} needs a value.");
            }
            else
            {
                throw new UsageException($"There is no option --{name}.");
            }
        }

        return new Arguments(words.Length == 0 ? "" : words[0], values);
    }

    public Arguments With(params ReadOnlySpan<(string Name, string Value)> more)
    {
        Dictionary<string, string> values = new(_values, StringComparer.Ordinal) { ["seed"] = Seed.ToString(CultureInfo.InvariantCulture) };
        foreach ((string name, string value) in more)
        {
            values[name] = value;
        }

        return new Arguments(Command, values);
    }

    public int Int(string name, int otherwise, int least, int most)
    {
        if (!_values.TryGetValue(name, out string? text))
        {
            return otherwise;
        }

        return int.TryParse(text, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new UsageException($"--{name} is a whole number from {least} to {most}.");
    }

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);
}
