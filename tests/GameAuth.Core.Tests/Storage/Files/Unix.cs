using System.Diagnostics;

namespace GameAuth.Core.Tests.Storage;

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
