using System.Diagnostics;
using System.Reflection;

namespace GameAuth.Interop.Processes;

/// <summary>The Node.js of this machine with the packages beside a test project, and a run of one program. Test projects share this file.</summary>
internal static class NodeProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>The directory of the packages, which the project file names.</summary>
    public static string Peers { get; } = DirectoryOf("PeersDirectory");

    /// <summary>Why Node.js can not run; null when it can.</summary>
    public static string? MissingNode { get; } = Major() switch
    {
        null => "Node.js is not on the PATH: install Node.js 20 or newer, then run: " + Install,
        < 20 and { } major => $"Node.js {major} is too old: install 20 or newer, then run: {Install}",
        _ => null,
    };

    private static string Install => $"npm ci --ignore-scripts --prefix tests/{Path.GetFileName(Path.GetDirectoryName(Peers))}/peers";

    /// <summary>Why packages can not be used, with the command that mends it; null when they can. What the test command has found out goes before.</summary>
    public static string? Missing(params string[] packages) =>
        Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_NODE") is { Length: > 0 } reason ? reason
        : MissingNode ?? (packages.All(static one => Directory.Exists(Path.Combine(Peers, "node_modules", one))) ? null : "The npm packages are not installed; run: " + Install);

    /// <summary>A directory that the project file names.</summary>
    public static string DirectoryOf(string key) => typeof(NodeProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == key).Value!;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program, such as <c>node</c>.</param>
    /// <param name="folder">Where it is run.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string program, string folder, string input, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

        // A test runner that is run by another one would report to that.
        start.Environment.Remove("NODE_TEST_CONTEXT");
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    private static int? Major()
    {
        try
        {
            using Process node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            string version = node.StandardOutput.ReadToEnd().TrimStart('v');
            node.WaitForExit();
            return int.TryParse(version.Split('.')[0], out int major) ? major : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
