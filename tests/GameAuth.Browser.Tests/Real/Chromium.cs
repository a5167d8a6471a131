using System.Diagnostics;

namespace GameAuth.Browser.Tests.Real;

/// <summary>A browser of this machine, without a window. What the tests need for that is in a script that stands in its place, and in no option of the package. Test projects share this file.</summary>
internal sealed class Chromium : IDisposable
{
    private const string Flags =
        "--headless --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update --disable-sync --disable-popup-blocking --disable-dev-shm-usage";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gameauth-chromium-");

    /// <param name="rules">Where names lead. Every one leads to this machine unless said otherwise, so that a page can be at any host and nothing leaves the machine.</param>
    /// <param name="preferences">The JSON of a new profile's preferences; null for the browser's own. It has no single quote, and nor has a flag.</param>
    /// <param name="more">More flags.</param>
    public Chromium(string rules = "MAP * 127.0.0.1", string? preferences = null, params string[] more)
    {
        Path = System.IO.Path.Combine(_home.FullName, "browser");
        Folder = _home.CreateSubdirectory("profiles").FullName;

        string first = preferences is null ? "" : $"for one in \"$@\"; do case \"$one\" in --user-data-dir=*) mkdir -p \"${{one#*=}}/Default\"; printf %s '{preferences}' > \"${{one#*=}}/Default/Preferences\";; esac; done\n";
        File.WriteAllText(Path, $"#!/bin/sh\n{first}exec '{Program}' {Flags} '--host-resolver-rules={rules}' {string.Join(' ', more.Select(static one => $"'{one}'"))} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Why there is none, with the command that mends it; null when there is one.</summary>
    public static string? Missing { get; } =
        Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_CHROMIUM") is { Length: > 0 } reason ? reason
        : !OperatingSystem.IsLinux() ? "the processes of the browser are looked for in /proc, which only Linux has"
        : Program is null ? "no Chromium, Chrome, Edge or Brave found; on Debian: apt-get install chromium"
        : null;

    /// <summary>What stands for the browser.</summary>
    public string Path { get; }

    /// <summary>Where the profiles are made.</summary>
    public string Folder { get; }

    private static string? Program => new InstalledBrowsers().Find();

    public DevToolsPrompt Prompt(TimeProvider? clock = null, int? port = null) =>
        new() { BrowserPath = Path, ProfileFolder = Folder, Clock = clock ?? TimeProvider.System, Port = port };

    /// <summary>The command lines of all processes that belong to it.</summary>
    public IReadOnlyList<string> CommandLines() =>
        [.. Directory.EnumerateDirectories("/proc").Select(CommandLine).Where(line => line.Contains(Folder, StringComparison.Ordinal))];

    /// <summary>Neither a profile nor a process is left. Its helpers end a moment after it.</summary>
    public async Task NothingIsLeftAsync()
    {
        await NoProcessIsLeftAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }

    public async Task NoProcessIsLeftAsync()
    {
        for (int tries = 0; CommandLines().Count > 0; tries++)
        {
            Assert.True(tries < 300, $"Still there: {string.Join('\n', CommandLines())}");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    public void Dispose()
    {
        // Only its own: each has the name of its folder among its arguments.
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(process => CommandLine(process).Contains(Folder, StringComparison.Ordinal)))
        {
            try
            {
                using Process left = Process.GetProcessById(int.Parse(System.IO.Path.GetFileName(process)));
                left.Kill();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
            {
                // It ended meanwhile.
            }
        }

        _home.Delete(recursive: true);
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(System.IO.Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

/// <summary>A test that needs a browser of the Chromium family.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Missing;
}

/// <summary>Several of them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Chromium.Missing;
}
