using System.Diagnostics;

namespace GameAuth.Core.Tests.Storage;

/// <summary>Permissions and links as Unix has them; on Windows the reason for the skip is shown.</summary>
public sealed class SkippableUnixFactAttribute : FactAttribute
{
    public SkippableUnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Unix permissions and symbolic links";
        }
    }
}

/// <summary>As <see cref="SkippableUnixFactAttribute"/>, with data.</summary>
public sealed class SkippableUnixTheoryAttribute : TheoryAttribute
{
    public SkippableUnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Unix permissions and symbolic links";
        }
    }
}

/// <summary>Only root can give files away; elsewhere the reason for the skip is shown.</summary>
public sealed class SkippableRootFactAttribute : FactAttribute
{
    public SkippableRootFactAttribute()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            Skip = "needs root on Unix, to make files that belong to another user";
        }
    }
}

/// <summary>Another user does something: root runs a process as that user, with setpriv; elsewhere the reason for the skip is shown.</summary>
public sealed class SkippableSecondUserFactAttribute : FactAttribute
{
    public SkippableSecondUserFactAttribute()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            Skip = "needs root on Unix, to run a process as another user";
        }
        else if (!File.Exists("/usr/bin/setpriv"))
        {
            Skip = "needs setpriv (util-linux), to run a process as another user";
        }
    }
}

/// <summary>A disk is mounted for the test: that takes Linux and root; elsewhere the reason for the skip is shown.</summary>
public sealed class SkippableMountFactAttribute : FactAttribute
{
    private static readonly string? Reason = Probe();

    public SkippableMountFactAttribute() => Skip = Reason;

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "needs Linux and root, to mount a disk";
        }

        string path = Directory.CreateTempSubdirectory("gameauth-mount-").FullName;
        bool isMounted = Unix.TryRun("mount", "-t", "tmpfs", "tmpfs", path) && Unix.TryRun("umount", path);
        Directory.Delete(path);
        return isMounted ? null : "this container may not mount a disk";
    }
}

/// <summary>Root may write everywhere; there the reason for the skip is shown.</summary>
public sealed class SkippableUserFactAttribute : FactAttribute
{
    public SkippableUserFactAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Skip = "needs a user other than root, whom permissions bind";
        }
    }
}

/// <summary>What a test does to files that .NET can not do.</summary>
internal static class Unix
{
    /// <summary>A user and group that nothing here runs as.</summary>
    public const uint Stranger = 65534;

    public static void GiveAway(string path) => Run("chown", "-h", $"{Stranger}", path);

    public static void GiveToGroup(string path) => Run("chgrp", $"{Stranger}", path);

    public static void MakePipe(string path) => Run("mkfifo", "-m", "600", path);

    public static void Link(string existing, string path) => Run("ln", existing, path);

    public static void Chmod(string mode, string path) => Run("chmod", mode, path);

    /// <summary>Runs a program as a user who is nobody here.</summary>
    public static void RunAsStranger(string command, params string[] arguments) =>
        Run("setpriv", ["--reuid", $"{Stranger}", "--regid", $"{Stranger}", "--clear-groups", command, .. arguments]);

    public static void Run(string command, params string[] arguments) => Assert.True(TryRun(command, arguments), $"{command} {string.Join(' ', arguments)}");

    public static bool TryRun(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
