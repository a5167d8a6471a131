using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GameAuth.Tool.Tests;

/// <summary>The built tool, as a user runs it.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly CancellationTokenSource _limit = new(Limit);

    private ToolProcess(Process process) => _process = process;

    public static ToolProcess Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "gameauth.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Runs to the end: exit code, stdout, stderr.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using ToolProcess tool = Start(arguments);
        Task<string> error = tool._process.StandardError.ReadToEndAsync(tool._limit.Token);
        string output = await tool._process.StandardOutput.ReadToEndAsync(tool._limit.Token);
        await tool._process.WaitForExitAsync(tool._limit.Token);
        return (tool._process.ExitCode, output, await error);
    }

    /// <summary>Reads stdout up to and with the first line that ends it; the process goes on.</summary>
    public async Task<string> ReadToAsync(string lastLine)
    {
        StringBuilder text = new();
        while (await _process.StandardOutput.ReadLineAsync(_limit.Token) is { } line)
        {
            text.AppendLine(line);
            if (line == lastLine)
            {
                return text.ToString();
            }
        }

        throw new InvalidOperationException("The tool ended early: " + await _process.StandardError.ReadToEndAsync(_limit.Token));
    }

    public async Task<int> StopAsync(string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(_limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _limit.Dispose();
    }
}
