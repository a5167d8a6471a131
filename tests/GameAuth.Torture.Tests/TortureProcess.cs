using System.Diagnostics;

namespace GameAuth.Torture.Tests;

/// <summary>The program, as a user runs it.</summary>
internal static class TortureProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <returns>The exit code, every line of the output, and the last of them.</returns>
    public static async Task<(int Code, string[] Lines, string Last)> RunAsync(params string[] arguments)
    {
        using CancellationTokenSource limit = new(Limit);
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GameAuth.Torture.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            string[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), .. (await error).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            return (process.ExitCode, lines, lines.Length == 0 ? "" : lines[^1]);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
