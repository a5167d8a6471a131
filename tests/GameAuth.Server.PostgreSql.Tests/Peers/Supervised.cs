using System.Diagnostics;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>A server process that ends with this one, however this one ends: a shell before it reads from a pipe, and ends the server when the pipe ends.</summary>
internal sealed class Supervised : IDisposable
{
    // "stop" ends the server in order and leaves its directory. The end of the pipe ends it at once, without a last checkpoint, and removes that.
    private const string Script = """
        directory=$1; shift
        "$@" < /dev/null >> "$directory/log" 2>&1 &
        server=$!
        signal=INT
        read -r word || signal=QUIT
        kill -s "$signal" "$server" 2> /dev/null
        wait "$server"
        if [ "$signal" = QUIT ]; then rm -rf "$directory"; fi
        """;

    private readonly Process _shell;

    public Supervised(string directory, string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = Programs.AsUser("/bin/sh", ["-c", Script, "sh", directory, program, .. arguments]);
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
