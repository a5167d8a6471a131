using System.Diagnostics;

namespace GameAuth.Server.Sqlite.Tests.Files;

/// <summary>Permissions as Unix has them; on Windows the reason for the skip is shown.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Unix permissions";
        }
    }
}

/// <summary>A process gets a limit for the length of its files, with util-linux's prlimit; elsewhere the reason for the skip is shown.</summary>
public sealed class LimitFactAttribute : FactAttribute
{
    public LimitFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/prlimit"))
        {
            Skip = "needs Linux and prlimit (util-linux), to limit the files of a process";
        }
    }
}

/// <summary>A disk is mounted for the test: that takes Linux and root; elsewhere the reason for the skip is shown.</summary>
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly string? Reason = Probe();

    public MountFactAttribute() => Skip = Reason;

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "needs Linux and root, to mount a disk";
        }

        string path = Directory.CreateTempSubdirectory("gameauth-mount-").FullName;
        bool isMounted = Programs.TryRun("mount", "-t", "tmpfs", "tmpfs", path) && Programs.TryRun("umount", path);
        Directory.Delete(path);
        return isMounted ? null : "this container may not mount a disk";
    }
}

/// <summary>Programs of the system.</summary>
internal static class Programs
{
    public static void Run(string command, params string[] arguments) => Assert.True(TryRun(command, arguments), $"{command} {string.Join(' ', arguments)}");

    public static bool TryRun(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
