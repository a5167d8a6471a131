namespace GameAuth.Tool.Tests;

/// <summary>A fact about signals, which Windows does not have.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no SIGTERM to send to another process." : null;
}
