using System.ComponentModel;
using System.Diagnostics;

namespace GameAuth;

/// <summary>The player's default browser, where this process runs on the player's desktop (RFC 8252: never an embedded one).</summary>
/// <remarks>
/// There is a desktop on Windows with an interactive user, on macOS, and elsewhere where <c>DISPLAY</c> or <c>WAYLAND_DISPLAY</c> is set
/// and <c>xdg-open</c> installed. Over SSH (<c>SSH_CONNECTION</c>) there is none: the desktop would be another one than the player's.
/// </remarks>
public sealed class SystemBrowser : IBrowserLauncher
{
    private readonly DesktopEnvironment _desktop;

    /// <summary>The browser of the desktop that this process runs on.</summary>
    public SystemBrowser()
        : this(new DesktopEnvironment())
    {
    }

    internal SystemBrowser(DesktopEnvironment desktop) => _desktop = desktop;

    /// <inheritdoc/>
    /// <remarks>Only https, and http on a loopback address, without user information: a browser's other schemes start programs.</remarks>
    public bool TryOpen(Uri page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (!IsFit(page) || HowToOpen(page.AbsoluteUri) is not { } start)
        {
            return false;
        }

        try
        {
            return _desktop.Start(start);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException or IOException)
        {
            return false;
        }
    }

    private static bool IsFit(Uri page) => page.IsAbsoluteUri
        && page.UserInfo.Length == 0
        && (page.Scheme == Uri.UriSchemeHttps || (page.Scheme == Uri.UriSchemeHttp && page.IsLoopback));

    private ProcessStartInfo? HowToOpen(string address)
    {
        if (!string.IsNullOrEmpty(_desktop.Variable("SSH_CONNECTION")))
        {
            return null;
        }

        return _desktop.Kind switch
        {
            DesktopKind.Windows => _desktop.IsInteractive ? new ProcessStartInfo(address) { UseShellExecute = true } : null,
            DesktopKind.MacOS => Detached("/usr/bin/open", address),
            _ => HasDisplay() && _desktop.Find("xdg-open") is { } opener ? Silent(opener, address) : null,
        };
    }

    private bool HasDisplay() =>
        !string.IsNullOrEmpty(_desktop.Variable("DISPLAY")) || !string.IsNullOrEmpty(_desktop.Variable("WAYLAND_DISPLAY"));

    // A browser that xdg-open starts itself would write its warnings into the prompt, for as long as it runs. The address stays an argument.
    private static ProcessStartInfo Silent(string opener, string address) =>
        Detached("/bin/sh", "-c", "exec \"$0\" \"$1\" >/dev/null 2>&1 </dev/null", opener, address);

    // With all three redirected the runtime leaves the terminal alone; else it would turn the echo on while the child lives.
    private static ProcessStartInfo Detached(string program, params string[] arguments) => new(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}

/// <summary>Opens a page in a browser of the player's. Implementations are safe for use from any thread.</summary>
public interface IBrowserLauncher
{
    /// <summary>Opens a page and does not wait for it.</summary>
    /// <param name="page">The page.</param>
    /// <returns>Whether a browser was started; false, never an exception, where there is none or the address is not fit for one.</returns>
    bool TryOpen(Uri page);
}

/// <summary>The kinds of desktops, by how they open a page.</summary>
internal enum DesktopKind
{
    /// <summary>X11 or Wayland, by xdg-open.</summary>
    Freedesktop,

    /// <summary>By open.</summary>
    MacOS,

    /// <summary>By the shell.</summary>
    Windows,
}

/// <summary>What a browser launcher asks of the system. Tests override it.</summary>
internal class DesktopEnvironment
{
    public virtual DesktopKind Kind =>
        OperatingSystem.IsWindows() ? DesktopKind.Windows
        : OperatingSystem.IsMacOS() ? DesktopKind.MacOS
        : DesktopKind.Freedesktop;

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
