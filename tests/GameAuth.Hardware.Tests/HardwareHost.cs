using System.Diagnostics;

namespace GameAuth.Hardware.Tests;

/// <summary>Runs the application of GameAuth.Hardware.Host to its end.</summary>
internal static class HardwareHost
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <param name="tcti">Where its TPM is.</param>
    /// <param name="arguments">What it is to do.</param>
    /// <returns>The lines that it printed.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string tcti, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "GameAuth.Hardware.Host.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TPM2OPENSSL_TCTI"] = tcti;
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        using Process host = Process.Start(start)!;
        using CancellationTokenSource limit = new(Limit);
        Task<string> output = host.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = host.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await host.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            host.Kill();
            throw;
        }

        return host.ExitCode == 0
            ? (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"The host ended with {host.ExitCode}: {await errors}");
    }
}
