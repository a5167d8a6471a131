using GameAuth.Emulator;

namespace GameAuth.Tool;

/// <summary>One run of <c>gameauth emulate</c>: start, print the map, serve until told to stop.</summary>
internal sealed record EmulateRun(IReadOnlyList<string> Providers, int? FirstPort, bool Json, string? Scenario, string? Log)
{
    public const int Failed = 1;

    /// <returns>The exit code: 0 after a stop by Ctrl+C or SIGTERM, 1 when it could not start.</returns>
    public async Task<int> GoAsync(TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        // The command line listens for SIGTERM once its action has yielded, and the emulator may start without doing so.
        await Task.Yield();
        try
        {
            using EventLogFile? log = Log is null ? null : EventLogFile.Open(Log);
            GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(Options(), cancellationToken).ConfigureAwait(false);
            await using (emulator.ConfigureAwait(false))
            {
                using IDisposable? subscription = log is null ? null : emulator.Log.Subscribe(log.Write);
                await output.WriteLineAsync(Json ? HostMap.Json(emulator) : HostMap.Text(emulator)).ConfigureAwait(false);
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                await UntilStoppedAsync(cancellationToken).ConfigureAwait(false);
            }

            return 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"gameauth: --log {Log}: {problem.Message} Name a file in a directory that you may write to.").ConfigureAwait(false);
            return Failed;
        }
        catch (Exception problem) when (problem is EmulatorException or ScenarioException)
        {
            await error.WriteLineAsync($"gameauth: {problem.Message}").ConfigureAwait(false);
            return Failed;
        }
    }

    private static async Task UntilStoppedAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellationToken.Register(stopped.SetResult);
        await stopped.Task.ConfigureAwait(false);
    }

    private EmulatorOptions Options()
    {
        EmulatorOptions options = Scenario is null ? new EmulatorOptions() : EmulatorScenario.Load(Scenario);
        options.FirstPort = FirstPort;
        foreach (string provider in Providers)
        {
            options.Providers.Add(provider);
        }

        return options;
    }
}

/// <summary>Appends events to a file, one JSON line each, flushed at once so that another process can follow.</summary>
internal sealed class EventLogFile : IDisposable
{
    private readonly StreamWriter _lines;

    private EventLogFile(StreamWriter lines) => _lines = lines;

    public static EventLogFile Open(string path)
    {
        FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        return new EventLogFile(new StreamWriter(file) { AutoFlush = true, NewLine = "\n" });
    }

    public void Write(EmulatorEvent happened) => _lines.WriteLine(happened.ToJson());

    public void Dispose() => _lines.Dispose();
}
