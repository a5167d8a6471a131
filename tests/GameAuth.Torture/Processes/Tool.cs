using System.Diagnostics;

namespace GameAuth.Torture;

/// <summary>A program of the system, run to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>What it had to complain about; null when it succeeded.</returns>
    public static async Task<string?> RunAsync(string name, params IEnumerable<string> arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            using CancellationTokenSource limit = new(Patience);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? null : $"{name}: {(await error).Trim().ReplaceLineEndings(" ")}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"{name}: not installed";
        }
    }
}
