using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;

namespace GameAuth;

/// <summary>The player's default browser, where this process runs on the player's desktop (RFC 8252: never an embedded one).</summary>
/// <remarks>
/// There is a desktop on Windows with an interactive user, on macOS, and elsewhere where <c>DISPLAY</c> or <c>WAYLAND_DISPLAY</c> is set
/// and <c>xdg-open</c> installed. Over SSH (<c>SSH_CONNECTION</c>) there is none: the desktop would be another one than the player's.
/// The arguments of a process can be read by every user of the machine, so that outside of Windows an address with a query is handed over in a file of this user alone
/// (<c>gameauth-….html</c> in a directory of its own in the home folder, where confined browsers may read), which sends the browser on and is deleted after a minute. The browser's
/// environment has no variable that looks like a secret: none of <c>GAMEAUTH_…</c>, and none with <c>TOKEN</c>, <c>SECRET</c>, <c>PASSWORD</c> or <c>PASSPHRASE</c> in its name; on
/// Windows its environment is that of this process.
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
        if (!IsFit(page) || FindOpener() is not { } opener)
        {
            return false;
        }

        RedirectFile? file = null;
        try
        {
            file = opener.UseShellExecute || (page.Query.Length == 0 && page.Fragment.Length == 0) ? null : RedirectFile.Write(_desktop.Home, page);
            bool started = _desktop.Start(For(opener, file?.Path ?? page.AbsoluteUri));
            file?.DeleteLater(_desktop.Clock);
            return started;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException or IOException or UnauthorizedAccessException)
        {
            file?.Delete();
            return false;
        }
    }

    private static bool IsFit(Uri page) => page.IsAbsoluteUri
        && page.UserInfo.Length == 0
        && (page.Scheme == Uri.UriSchemeHttps || (page.Scheme == Uri.UriSchemeHttp && page.IsLoopback));

    private ProcessStartInfo? FindOpener()
    {
        if (!string.IsNullOrEmpty(_desktop.Variable("SSH_CONNECTION")))
        {
            return null;
        }

        return _desktop.Kind switch
        {
            DesktopKind.Windows => _desktop.IsInteractive ? new ProcessStartInfo { UseShellExecute = true } : null,
            DesktopKind.MacOS => Detached("/usr/bin/open"),
            _ => HasDisplay() && _desktop.Find("xdg-open") is { } opener ? Silent(opener) : null,
        };
    }

    private bool HasDisplay() =>
        !string.IsNullOrEmpty(_desktop.Variable("DISPLAY")) || !string.IsNullOrEmpty(_desktop.Variable("WAYLAND_DISPLAY"));

    private static ProcessStartInfo For(ProcessStartInfo opener, string target)
    {
        if (opener.UseShellExecute)
        {
            // The shell takes no environment; it hands the address to a browser that mostly runs already, and no other user can read its arguments.
            opener.FileName = target;
            return opener;
        }

        opener.ArgumentList.Add(target);
        foreach (string name in opener.Environment.Keys.Where(IsSecret).ToArray())
        {
            opener.Environment.Remove(name);
        }

        return opener;
    }

    // A desktop passes the focus on by a token of its own, which is none for a service.
    private static bool IsSecret(string name) => name is not "XDG_ACTIVATION_TOKEN"
        && (name.StartsWith("GAMEAUTH", StringComparison.OrdinalIgnoreCase)
            || ((string[])["TOKEN", "SECRET", "PASSWORD", "PASSPHRASE"]).Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));

    // A browser that xdg-open starts itself would write its warnings into the prompt, for as long as it runs. What is opened stays an argument.
    private static ProcessStartInfo Silent(string opener) =>
        Detached("/bin/sh", "-c", "exec \"$0\" \"$1\" >/dev/null 2>&1 </dev/null", opener);

    // With all three redirected the runtime leaves the terminal alone; else it would turn the echo on while the child lives.
    private static ProcessStartInfo Detached(string program, params string[] arguments) => new(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}

/// <summary>A page that only this user can read and that sends the browser on, so that the address is in nobody's arguments.</summary>
internal sealed class RedirectFile
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly string _directory;
    private ITimer? _timer;

    private RedirectFile(string directory)
    {
        _directory = directory;
        Path = System.IO.Path.Combine(directory, "gameauth-sign-in.html");
    }

    public string Path { get; }

    /// <exception cref="IOException">It can not be written.</exception>
    public static RedirectFile Write(string home, Uri page)
    {
        // A new name that nobody can foresee, so that nobody has put anything there.
        string directory = System.IO.Path.Combine(home, $"gameauth-{RandomNumberGenerator.GetHexString(32, lowercase: true)}");
        RedirectFile file = new(directory);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        try
        {
            FileStreamOptions how = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            string address = WebUtility.HtmlEncode(page.AbsoluteUri);
            using StreamWriter html = new(file.Path, how);
            html.Write(
                "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">"
                + $"<meta http-equiv=\"refresh\" content=\"0; url={address}\"><title>Sign in</title></head><body><a href=\"{address}\">Sign in</a></body></html>");
        }
        catch
        {
            file.Delete();
            throw;
        }

        return file;
    }

    /// <summary>Deletes it when the browser has had time to read it, or when the process ends.</summary>
    public void DeleteLater(TimeProvider clock)
    {
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        _timer = clock.CreateTimer(static file => ((RedirectFile)file!).Delete(), this, Life, Timeout.InfiniteTimeSpan);
    }

    public void Delete()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _timer?.Dispose();
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // Somebody else has deleted it; what it holds is good once, and for minutes.
        }
    }

    private void OnExit(object? sender, EventArgs e) => Delete();
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

    /// <summary>Where the player's browser may read files: confined browsers (snaps) read none of the temporary directory, and none whose name begins with a dot.</summary>
    public virtual string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : Path.GetTempPath();

    public virtual TimeProvider Clock => TimeProvider.System;

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
