using System.CommandLine;

namespace GameAuth.Tool;

/// <summary>The words of <c>gameauth emulate</c>.</summary>
internal static class EmulateCommand
{
    public static Command Create()
    {
        Option<string[]> providers = new("--provider") { Description = "Serve only this provider; may be repeated. Default: all.", HelpName = "xbox|hytale|psn|pd2|discord" };
        Option<int?> firstPort = new("--first-port") { Description = "Take consecutive ports from this one on. Default: free ports.", HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Print the map of hosts and the configuration as one JSON document." };
        Option<FileInfo?> scenario = new("--scenario") { Description = "Script players, faults and clocks by this JSON file.", HelpName = "FILE" };
        Option<FileInfo?> log = new("--log") { Description = "Append one JSON line per event to this file.", HelpName = "FILE" };
        Command command = new("emulate", "Serve the providers on loopback until Ctrl+C: a port per host, strict, with faults on demand.")
        {
            providers, firstPort, json, scenario, log,
        };
        command.SetAction((parsed, cancellationToken) => new EmulateRun(
            parsed.GetValue(providers) ?? [],
            parsed.GetValue(firstPort),
            parsed.GetValue(json),
            parsed.GetValue(scenario)?.FullName,
            parsed.GetValue(log)?.FullName).GoAsync(Console.Out, Console.Error, cancellationToken));
        return command;
    }
}
