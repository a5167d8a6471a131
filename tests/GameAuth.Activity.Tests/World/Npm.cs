using System.Diagnostics;
using System.Reflection;

namespace GameAuth.Activity.Tests.World;

/// <summary>Node.js, the packages beside these tests, and whether this machine has them.</summary>
internal static class Npm
{
    private const string Install = "npm ci --ignore-scripts --prefix tests/GameAuth.Activity.Tests/peers";

    public static string Peers { get; } = Directory("PeersDirectory");

    public static string ModuleTests { get; } = Directory("ModuleTestsDirectory");

    public static string Browser { get; } = Directory("BrowserDirectory");

    /// <summary>Why they can't be used, with the command that mends it; null when they can.</summary>
    public static string? Missing { get; } =
        Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_NODE") is { Length: > 0 } reason ? reason
        : !HasNode() ? "Node.js 20 or newer is not on the PATH; install it, then run: " + Install
        : System.IO.Directory.Exists(Path.Combine(Peers, "node_modules", "typescript")) ? null
        : "The npm packages are not installed; run: " + Install;

    /// <summary>Runs a program of Node.js to its end.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("node", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // A test runner that is run by another one would report to that.
        start.Environment.Remove("NODE_TEST_CONTEXT");
        using Process node = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(4));
        Task<string> output = node.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = node.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await node.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            throw;
        }

        return (node.ExitCode, await output + await errors);
    }

    private static string Directory(string key) => typeof(Npm).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == key).Value!;

    private static bool HasNode()
    {
        try
        {
            using Process node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            string version = node.StandardOutput.ReadToEnd().TrimStart('v');
            node.WaitForExit();
            return int.TryParse(version.Split('.')[0], out int major) && major >= 20;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A fact that needs Node.js and the packages.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute() => Skip = Npm.Missing;
}
