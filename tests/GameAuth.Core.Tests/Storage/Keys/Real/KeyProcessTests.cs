using System.Diagnostics;

namespace GameAuth.Core.Tests.Storage.Real;

public sealed class KeyProcessTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-keys-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("file")]
    [InlineData("passphrase")]
    public async Task First_runs_in_two_processes_agree_on_one_key(string source)
    {
        string[] arguments = [Path.Combine(_directory.FullName, "store"), source];
        string[][] lines = await Task.WhenAll(KeyHost.RunAsync(KeyHost.Path, arguments), KeyHost.RunAsync(KeyHost.Path, arguments));
        Assert.StartsWith("key ", Assert.Single(lines.SelectMany(line => line).Distinct()), StringComparison.Ordinal);
    }
}

/// <summary>A process of its own that asks a key source.</summary>
internal static class KeyHost
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "GameAuth.Keys.Host" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    /// <summary>Runs a program in an environment of exactly these variables and PATH, and returns its lines.</summary>
    public static async Task<string[]> RunAsync(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (!OperatingSystem.IsWindows())
        {
            foreach (string name in start.Environment.Keys.Where(name => name != "PATH" && !name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToArray())
            {
                start.Environment.Remove(name);
            }
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(Limit);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {output} {await errors}");
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
