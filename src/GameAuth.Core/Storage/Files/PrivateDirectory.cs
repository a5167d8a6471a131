using System.Runtime.Versioning;

namespace GameAuth.Storage;

/// <summary>A directory that only this user may enter.</summary>
internal static class PrivateDirectory
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

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
            // The profile's directories are the user's own by inherited access lists.
            Directory.CreateDirectory(path);
            return;
        }

        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            throw StoreFailure.Link(path);
        }

        Directory.CreateDirectory(path, Mine);
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & Others) != UnixFileMode.None)
        {
            // Tightening a directory that others use would lock them out of their own files.
            Tighten(path, IsOurs(path, own) ? mode : throw StoreFailure.Foreign(path));
        }
    }

    private static bool IsOurs(string path, ReadOnlySpan<string> own)
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

    [UnsupportedOSPlatform("windows")]
    private static void Tighten(string path, UnixFileMode mode)
    {
        try
        {
            File.SetUnixFileMode(path, mode & ~Others);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CredentialStoreException(
                $"The directory {path} is open to other users and belongs to one of them. Give the token store a directory of its own: chown it to this user and chmod 700.",
                RowState.StoreUnavailable,
                e) { Step = "token store" };
        }
    }
}
