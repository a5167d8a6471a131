using System.Diagnostics;

namespace GameAuth.Psn.Tests.Processes;

/// <summary>A process of its own over the shared store.</summary>
internal sealed class PartyProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private PartyProcess(Process process) => _process = process;

    public static async Task<PartyProcess> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "GameAuth.Psn.PartyHost" + (OperatingSystem.IsWindows() ? ".exe" : "")), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach ((string key, string? value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        PartyProcess started = new(Process.Start(start)!);
        Assert.Equal("ready", await started.ReadAsync());
        return started;
    }

    /// <summary>Takes a step and waits for its end.</summary>
    public async Task StepAsync(string step) => Assert.Equal("done", await TryAsync(step));

    /// <summary>Takes a step that may fail: what is said of its end.</summary>
    public async Task<string?> TryAsync(string step)
    {
        await BeginAsync(step);
        return await ReadAsync();
    }

    /// <summary>Takes a step.</summary>
    public async Task BeginAsync(string step)
    {
        await _process.StandardInput.WriteLineAsync(step);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
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
