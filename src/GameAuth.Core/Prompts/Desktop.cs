using System.Diagnostics;

namespace GameAuth;

/// <summary>What a browser launcher asks of the system. Tests override it.</summary>
internal class Desktop
{
    public virtual DesktopSystem Kind =>
        OperatingSystem.IsWindows() ? DesktopSystem.Windows
        : OperatingSystem.IsMacOS() ? DesktopSystem.MacOS
        : DesktopSystem.Freedesktop;

    public virtual bool IsInteractive => Environment.UserInteractive;

    public virtual string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    /// <summary>The full path of a program, looked for in the absolute folders of PATH.</summary>
    public virtual string? Find(string program) => (Variable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Where(Path.IsPathFullyQualified)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    public virtual bool Start(ProcessStartInfo start)
    {
        // On Windows the shell may hand the page to a browser that runs already, and then there is no process.
        using Process? process = Process.Start(start);
        return process is not null || start.UseShellExecute;
    }
}
