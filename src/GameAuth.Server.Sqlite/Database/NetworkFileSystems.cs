using System.Globalization;
using System.Runtime.Versioning;

namespace GameAuth.Server.Sqlite;

/// <summary>Tells which directories are on a network file system. SQLite's write-ahead log needs memory that processes share, which no network has (sqlite.org/wal.html).</summary>
internal static class NetworkFileSystems
{
    // The types that proc_pid_mountinfo(5) names. A file system in user space (fuse) is one of a network by its subtype.
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "coda", "ncpfs", "davfs", "lustre", "beegfs", "gpfs", "gfs2", "ocfs2", "glusterfs", "orangefs",
        "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse", "fuse.blobfuse", "fuse.blobfuse2",
        "fuse.goofys", "fuse.mount-s3", "fuse.smbnetfs", "fuse.curlftpfs", "fuse.juicefs", "fuse.moosefs", "fuse.seaweedfs", "fuse.nfs", "fuse.sftpfs",
    };

    /// <summary>The file system of a directory where that is one of a network.</summary>
    /// <param name="directory">The directory; it exists or the answer is null.</param>
    /// <returns>Its name, or null for a local one.</returns>
    public static string? Find(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return null;
        }

        if (OperatingSystem.IsLinux())
        {
            return FindByMount(directory);
        }

        if (OperatingSystem.IsWindows() && directory.StartsWith(@"\\", StringComparison.Ordinal) && !directory.StartsWith(@"\\?\", StringComparison.Ordinal))
        {
            return "a share";
        }

        DriveInfo drive = new(OperatingSystem.IsWindows() ? Path.GetPathRoot(directory)! : directory);
        return drive.DriveType == DriveType.Network ? drive.DriveFormat : null;
    }

    /// <summary>The type of a mount where that is one of a network.</summary>
    /// <param name="mounts">The lines of <c>/proc/self/mountinfo</c>.</param>
    /// <param name="id">The mount's id.</param>
    public static string? FindType(IEnumerable<string> mounts, int id)
    {
        foreach (string mount in mounts)
        {
            // The id comes first; the type comes after a dash, since the number of fields before it varies.
            int dash = mount.IndexOf(" - ", StringComparison.Ordinal);
            int space = mount.IndexOf(' ', StringComparison.Ordinal);
            if (dash > 0 && int.TryParse(mount.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out int found) && found == id)
            {
                string type = mount[(dash + 3)..].Split(' ')[0];
                return Types.Contains(type) ? type : null;
            }
        }

        return null;
    }

    // A descriptor of a new file says which mount it is on, whatever links the path has.
    [SupportedOSPlatform("linux")]
    private static string? FindByMount(string directory)
    {
        string probe = Path.Combine(directory, $".gameauth-mount-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
        using FileStream file = new(probe, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose, UnixCreateMode = UnixFileMode.UserWrite });
        string? line = File.ReadLines($"/proc/self/fdinfo/{file.SafeFileHandle.DangerousGetHandle()}").FirstOrDefault(static line => line.StartsWith("mnt_id:", StringComparison.Ordinal));
        return line is not null && int.TryParse(line.AsSpan("mnt_id:".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int id)
            ? FindType(File.ReadLines("/proc/self/mountinfo"), id)
            : null;
    }
}
