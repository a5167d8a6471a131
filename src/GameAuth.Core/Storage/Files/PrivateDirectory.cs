namespace GameAuth.Storage;

/// <summary>A directory that only this user may enter.</summary>
internal static class PrivateDirectory
{
    /// <summary>Every permission of those who are not the owner.</summary>
    public const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates it, or tightens the permissions of one that is there.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="own">Names by which a directory is known as ours; with none, it is ours anyway. A stranger's directory that is open to others is refused.</param>
    public static void Prepare(string path, params ReadOnlySpan<string> own)
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsDirectory.Prepare(path, own, WindowsAccess.Instance);
        }
        else
        {
            UnixDirectory.Prepare(path, own);
        }
    }

    /// <summary>Whether a directory is known by one of these names, or is empty, so that nobody else uses it.</summary>
    public static bool IsOurs(string path, ReadOnlySpan<string> own)
    {
        foreach (string name in own)
        {
            if (Path.Exists(Path.Combine(path, name)))
            {
                return true;
            }
        }

        return own.IsEmpty || !Directory.EnumerateFileSystemEntries(path).Any();
    }
}
