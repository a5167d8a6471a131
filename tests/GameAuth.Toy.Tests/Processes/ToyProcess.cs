using System.Diagnostics;

namespace GameAuth.Toy.Tests.Processes;

/// <summary>A process of its own over the shared store.</summary>
internal sealed class ToyProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private ToyProcess(Process process) => _process = process;

    public static async Task<ToyProcess> StartAsync(string directory, Uri service)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "GameAuth.Toy.Host" + (OperatingSystem.IsWindows() ? ".exe" : "")), [directory, service.AbsoluteUri])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        ToyProcess started = new(Process.Start(start)!);
        Assert.Equal("ready", await started.ReadAsync());
        return started;
    }

    /// <summary>Lets so many callers of the process work at once.</summary>
    public async Task<string?> WorkAsync(string work, int callers)
    {
        await _process.StandardInput.WriteLineAsync($"{work} {callers}");
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
