using System.Diagnostics;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>A server process that ends with this one, however this one ends: a shell before it reads from a pipe, and ends the server when the pipe ends.</summary>
internal sealed class Supervised : IDisposable
{
    // "stop" ends the server in order and leaves its directory. The end of the pipe ends it at once, without a last checkpoint, and removes that. What a shell starts beside itself ignores INT
    // and QUIT unless it asks for them, so each server has the signal that it asks for.
    private const string Script = """
        directory=$1; end=$2; shift 2
        "$@" < /dev/null >> "$directory/log" 2>&1 &
        server=$!
        signal=INT
        read -r word || signal=$end
        kill -s "$signal" "$server" 2> /dev/null
        wait "$server"
        if [ "$signal" = "$end" ]; then rm -rf "$directory"; fi
        """;

    private readonly Process _shell;

    /// <param name="directory">The server's directory.</param>
    /// <param name="end">The signal, not INT, at which the server ends at once.</param>
    /// <param name="program">The server.</param>
    /// <param name="arguments">Its arguments.</param>
    public Supervised(string directory, string end, string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = Programs.AsUser("/bin/sh", ["-c", Script, "sh", directory, end, program, .. arguments]);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = "/";
        _shell = Process.Start(start)!;
    }

    public bool HasEnded => _shell.HasExited;

    /// <summary>Ends the server; its directory stays.</summary>
    public async Task StopAsync()
    {
        await _shell.StandardInput.WriteLineAsync("stop");
        await _shell.StandardInput.FlushAsync();
        await _shell.WaitForExitAsync();
    }

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
