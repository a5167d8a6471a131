using System.Diagnostics;

namespace GameAuth.Interop.Processes;

/// <summary>The system's own Python, and whether it has python3-socketio.</summary>
internal static class PythonPeer
{
    public const string Program = "/usr/bin/python3";

    /// <summary>Why it cannot run, with the command that mends it; null when it can.</summary>
    public static string? Missing { get; } = Probe();

    private static string? Probe()
    {
        const string mend = "python3-socketio or python3-websocket is not installed (Debian and Ubuntu: apt-get install python3-socketio python3-websocket)";
        if (Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_PYTHON") is { Length: > 0 } reason) { return reason; }
        if (!File.Exists(Program)) { return mend; }
        using Process python = Process.Start(new ProcessStartInfo(Program, ["-c", "import socketio, websocket"]) { RedirectStandardError = true })!;
        python.WaitForExit();
        return python.ExitCode == 0 ? null : mend;
    }
}

/// <summary>A fact that needs python3-socketio; it is skipped, with the command that installs it, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = PythonPeer.Missing;
}
