using System.Diagnostics;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>A node in a process of its own; see GameAuth.Server.PostgreSql.Host.</summary>
internal sealed class Node : IDisposable
{
    private static readonly string s_path = Path.Combine(AppContext.BaseDirectory, "GameAuth.Server.PostgreSql.Host");
    private readonly Process _process;

    private Node(Process process) => _process = process;

    public static async Task<Node> StartAsync(string connectionString, string schema, params IEnumerable<string> operation)
    {
        ProcessStartInfo start = new(s_path, [connectionString, schema, .. operation]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Node node = new(Process.Start(start)!);
        Assert.Equal("ready", await node.ReadAsync());
        return node;
    }

    /// <summary>Lets it do its operation.</summary>
    public async Task GoAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Its next line; null once it has ended and all was read.</summary>
    public async Task<string?> ReadAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
