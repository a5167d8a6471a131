using System.Diagnostics;

namespace GameAuth.Torture;

/// <summary>This program once more, in a process that may be killed at any moment. What it says on its output before it dies is in the pipe and is read to the end.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(params IEnumerable<string> arguments)
    {
        // By its own host where there is one, which starts faster than the dotnet command does.
        string host = Path.Combine(AppContext.BaseDirectory, "GameAuth.Torture" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        ProcessStartInfo start = File.Exists(host)
            ? new(host, arguments)
            : new("dotnet", [Path.Combine(AppContext.BaseDirectory, "GameAuth.Torture.dll"), .. arguments]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return new ChildProcess(Process.Start(start)!);
    }

    public async Task SayAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public int Id => _process.Id;

    /// <summary>The next line; null when the process has ended and everything was read.</summary>
    /// <param name="patience">How long it may take; null for a minute.</param>
    public Task<string?> ReadAsync(TimeSpan? patience = null) => _process.StandardOutput.ReadLineAsync().WaitAsync(patience ?? Patience);

    /// <summary>SIGKILL, or TerminateProcess on Windows: nothing of the child runs any more.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the process to be gone, and for its locks and mappings with it.</summary>
    public Task EndAsync() => _process.WaitForExitAsync().WaitAsync(Patience);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit(Patience);
        }

        _process.Dispose();
    }
}
