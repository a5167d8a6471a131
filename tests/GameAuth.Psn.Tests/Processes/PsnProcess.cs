using System.Diagnostics;

namespace GameAuth.Psn.Tests.Processes;

/// <summary>A process of its own over the shared store.</summary>
internal sealed class PsnProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private PsnProcess(Process process) => _process = process;

    /// <param name="settings">Where the service is, and the client that signs in.</param>
    /// <param name="directory">The store's directory.</param>
    public static async Task<PsnProcess> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, string directory)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "GameAuth.Psn.Host" + (OperatingSystem.IsWindows() ? ".exe" : "")), [directory])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach ((string key, string? value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        PsnProcess started = new(Process.Start(start)!);
        Assert.Equal("ready", await started.ReadAsync());
        return started;
    }

    /// <summary>Has the process do something, and waits for its end.</summary>
    public async Task<string?> RunAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        return await ReadAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(Patience))
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private Task<string?> ReadAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
}

/// <summary>The machine's clock, a day behind until it is set right: by it somebody has signed in yesterday. Its timers are the machine's, as those of the processes are.</summary>
internal sealed class EarlierClock : TimeProvider
{
    private long _behind = TimeSpan.FromDays(1).Ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(-Interlocked.Read(ref _behind));

    public void SetRight() => Interlocked.Exchange(ref _behind, 0);
}
