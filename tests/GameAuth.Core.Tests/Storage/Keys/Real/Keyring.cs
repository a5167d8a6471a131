namespace GameAuth.Core.Tests.Storage.Real;

/// <summary>GNOME Keyring in D-Bus sessions of its own, in a home of its own; never the keyring of who runs the tests.</summary>
internal sealed class Keyring : IDisposable
{
    private static readonly string[] Needs = ["dbus-run-session", "dbus-send", "gnome-keyring-daemon", "secret-tool"];

    // The daemon stays in the foreground, so that it ends with its session. It is there once it has its name on the bus.
    private const string Session = """
        if [ "$MODE" = unlocked ]; then
          printf 'synthetic' | gnome-keyring-daemon --foreground --unlock --components=secrets --control-directory="$XDG_RUNTIME_DIR/keyring" > /dev/null 2>&1 &
        else
          gnome-keyring-daemon --foreground --start --components=secrets --control-directory="$XDG_RUNTIME_DIR/keyring" > /dev/null 2>&1 &
        fi
        daemon=$!
        tries=0
        until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets > /dev/null 2>&1; do
          tries=$((tries + 1))
          if [ "$tries" -gt 300 ]; then echo "the keyring did not start"; kill "$daemon"; exit 3; fi
          sleep 0.1
        done
        eval "$RUN"
        kill "$daemon"
        wait "$daemon"
        exit 0
        """;

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gameauth-keyring-");

    /// <summary>Why there is no keyring to be tested here, with the command that brings one; null where there is.</summary>
    public static string? Missing { get; } = Probe();

    public string StoreDirectory => Path.Combine(_home.FullName, "store");

    /// <summary>The last line of each command that is run in a session whose keyring was unlocked, or was not.</summary>
    public Task<string[]> InSessionAsync(bool unlocked, params IEnumerable<string> commands) =>
        KeyHost.RunAsync("dbus-run-session", ["--", "sh", "-c", Session], [.. Environment(), ("MODE", unlocked ? "unlocked" : "locked"), ("RUN", string.Join("; ", commands))]);

    /// <summary>The same without any bus.</summary>
    public Task<string[]> WithoutBusAsync(string command) => KeyHost.RunAsync("sh", ["-c", command], Environment());

    /// <summary>A bus on which nobody offers the Secret Service and none can be started.</summary>
    public async Task<string[]> WithoutKeyringAsync(string command)
    {
        string configuration = Path.Combine(_home.FullName, "bus.conf");
        await File.WriteAllTextAsync(configuration, $"""
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig><type>session</type><listen>unix:dir={_home.FullName}</listen>
            <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
            """);
        return await KeyHost.RunAsync("dbus-run-session", ["--config-file", configuration, "--", "sh", "-c", command], Environment());
    }

    /// <summary>The command that asks a source of the store.</summary>
    public string Ask(string source, string store = "store") => $"'{KeyHost.Path}' '{Path.Combine(_home.FullName, store)}' {source}";

    public void Dispose() => _home.Delete(recursive: true);

    private (string Name, string Value)[] Environment()
    {
        string runtime = Directory.CreateDirectory(Path.Combine(_home.FullName, "run")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(runtime, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return [("HOME", _home.FullName), ("XDG_RUNTIME_DIR", runtime), ("XDG_DATA_HOME", Path.Combine(_home.FullName, "data")), ("XDG_CACHE_HOME", Path.Combine(_home.FullName, "cache"))];
    }

    private static string? Probe()
    {
        // The test command looked already, and says what it could not install.
        if (System.Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_KEYRING") is { Length: > 0 } reason)
        {
            return reason;
        }

        if (!OperatingSystem.IsLinux())
        {
            return "the Secret Service is of Linux";
        }

        string[] missing = [.. Needs.Where(name => !IsOnPath(name))];
        return missing.Length == 0 ? null
            : $"{string.Join(", ", missing)} not found; on Debian and Ubuntu: apt-get install gnome-keyring dbus libsecret-1-0 libsecret-tools";
    }

    public static bool IsOnPath(string name) => (System.Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, name)));
}

/// <summary>A fact that needs GNOME Keyring; it is skipped, with the command that installs it, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KeyringFactAttribute : FactAttribute
{
    public KeyringFactAttribute() => Skip = Keyring.Missing;
}
