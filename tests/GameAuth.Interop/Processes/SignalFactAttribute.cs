namespace GameAuth.Interop.Processes;

/// <summary>A test that sends a signal to a child process.</summary>
public sealed class SignalFactAttribute : FactAttribute
{
    public SignalFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no signals to send to another process." : null;
}
