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

    private static void Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
