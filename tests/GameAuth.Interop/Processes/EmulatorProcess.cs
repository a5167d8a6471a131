using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Interop.Processes;

/// <summary>The built tool as a process of its own: <c>gameauth emulate --json --log FILE</c>.</summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _home;

    private EmulatorProcess(Process process, DirectoryInfo home, JsonObject map) => (_process, _home, Map) = (process, home, map);

    public JsonObject Map { get; }

    /// <summary>A directory of this run, for a client's cache.</summary>
    public string Home => _home.FullName;

    public string ClientId => Map["configuration"]!["GameAuth:Xbox:ClientId"]!.GetValue<string>();

    public static async Task<EmulatorProcess> StartAsync(string scenario)
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("gameauth-interop-");
        await File.WriteAllTextAsync(Path.Combine(home.FullName, "scenario.json"), scenario);
        string[] arguments =
        [
            Programs.PathOf("GameAuth.Tool", "gameauth"), "emulate", "--provider", "xbox", "--json",
            "--log", LogIn(home), "--scenario", Path.Combine(home.FullName, "scenario.json"),
        ];
        Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        try
        {
            return new EmulatorProcess(process, home, await ReadMapAsync(process));
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>The events so far, from the log file.</summary>
    public IReadOnlyList<JsonObject> Events()
    {
        using FileStream file = new(LogIn(_home), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader lines = new(file);
        return [.. lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _home.Delete(recursive: true);
    }

    private static string LogIn(DirectoryInfo home) => Path.Combine(home.FullName, "events.jsonl");

    /// <summary>Reads stdout until it holds one whole JSON document.</summary>
    private static async Task<JsonObject> ReadMapAsync(Process process)
    {
        using CancellationTokenSource limit = new(Limit);
        StringBuilder text = new();
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            text.AppendLine(line);
            if (line == "}")
            {
                return JsonNode.Parse(text.ToString())!.AsObject();
            }
        }

        throw new JsonException("The emulator ended before it printed its map: " + text);
    }
}
