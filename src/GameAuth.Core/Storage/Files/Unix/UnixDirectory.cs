using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace GameAuth.Storage;

/// <summary>A directory with permissions for this user alone, below parents that nobody else can change.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixDirectory
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void Prepare(string path, ReadOnlySpan<string> own)
    {
        ParentDirectories.Check(path);
        CreateWithParents(path);

        // From here on the questions go to the directory that is open, whatever its name may come to mean.
        using SafeFileHandle directory = UnixFile.Open(path, OpenFlags.ReadOnly) ?? throw new DirectoryNotFoundException(path);
        UnixFileStatus status = UnixFile.Status(directory, path);
        if (!status.IsDirectory)
        {
            throw StoreFailure.NotADirectory(path);
        }

        if (status.Owner != UnixOwner.Me)
        {
            throw StoreFailure.Stranger(path, status.Owner, UnixOwner.Me);
        }

        if ((status.Permissions & PrivateDirectory.Others) != UnixFileMode.None)
        {
            // Tightening a directory that others use would lock them out of their own files.
            Tighten(directory, path, PrivateDirectory.IsOurs(path, own) ? status.Permissions : throw StoreFailure.Foreign(path));
        }
    }

    // .NET would make the parents as the umask has it, which may be writable by a group that we then refuse.
    private static void CreateWithParents(string path)
    {
        if (UnixFile.Status(path) is null)
        {
            if (Path.GetDirectoryName(path) is { } parent)
            {
                CreateParent(parent);
            }

            Directory.CreateDirectory(path, Mine);
        }
    }

    private static void CreateParent(string path)
    {
        if (!Directory.Exists(path))
        {
            CreateWithParents(path);
        }
    }

    private static void Tighten(SafeFileHandle directory, string path, UnixFileMode mode)
    {
        File.SetUnixFileMode(directory, mode & ~PrivateDirectory.Others);
        if ((UnixFile.Status(directory, path).Permissions & PrivateDirectory.Others) != UnixFileMode.None)
        {
            throw StoreFailure.NoPermissions(path);
        }
    }
}
