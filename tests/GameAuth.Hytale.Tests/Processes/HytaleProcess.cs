using System.Diagnostics;

namespace GameAuth.Hytale.Tests.Processes;

/// <summary>A process of its own over the shared store.</summary>
internal sealed class HytaleProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private HytaleProcess(Process process) => _process = process;

    /// <param name="settings">Where the services are.</param>
    /// <param name="arguments">The store's directory, and the method and address of the call.</param>
    public static async Task<HytaleProcess> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "GameAuth.Hytale.Host" + (OperatingSystem.IsWindows() ? ".exe" : "")), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach ((string key, string? value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        HytaleProcess started = new(Process.Start(start)!);
        Assert.Equal("ready", await started.ReadAsync());
        return started;
    }

    /// <summary>Lets so many callers of the process call at once.</summary>
    public async Task<string?> CallAsync(int callers)
    {
        await _process.StandardInput.WriteLineAsync($"{callers}");
        return await ReadAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill();
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

/// <summary>Shows a code to nobody; the emulator's owner approves by himself.</summary>
internal sealed class QuietPrompt : ISignInPrompt
{
    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new((Secret?)null);

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
    }
}
