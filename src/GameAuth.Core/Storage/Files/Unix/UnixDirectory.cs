using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace GameAuth.Storage;

/// <summary>A directory with permissions for this user only, below parents that no other user can change.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixDirectory
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void Prepare(string path, ReadOnlySpan<string> own) => Prepare(path, own, CreateWithParents);

    /// <summary>As <see cref="PrivateDirectory.Prepare"/>.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="own">Names of files that only a store has.</param>
    /// <param name="create">Creates what is missing, and says whether anything was.</param>
    internal static void Prepare(string path, ReadOnlySpan<string> own, Func<string, bool> create)
    {
        // Before, so that nothing is made where others can change it. And after, since others may make a missing parent first in a directory such as /tmp.
        ParentDirectoryCheck.Check(path);
        if (create(path))
        {
            ParentDirectoryCheck.Check(path);
        }

        // From here on the open directory is checked, even if somebody renames it meanwhile.
        using SafeFileHandle directory = UnixFile.Open(path, OpenFlags.ReadOnly) ?? throw new DirectoryNotFoundException(path);
        UnixFileStatus status = UnixFile.Status(directory, path);
        if (!status.IsDirectory)
        {
            throw StoreErrors.NotADirectory(path);
        }

        if (status.Owner != UnixOwner.Me)
        {
            throw StoreErrors.OwnedByOther(path, status.Owner, UnixOwner.Me);
        }

        if ((status.Permissions & PrivateDirectory.Others) != UnixFileMode.None)
        {
            // To tighten a directory that others use would lock them out of their own files.
            UnixFile.Tighten(directory, path, PrivateDirectory.IsOurs(path, own) ? status.Permissions : throw StoreErrors.DirectoryNotEmpty(path));
        }
    }

    // .NET would create the parents with the umask, so a group might be able to write them, and the check would then refuse them.
    private static bool CreateWithParents(string path)
    {
        if (UnixFile.Status(path) is not null)
        {
            return false;
        }

        if (Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent))
        {
            CreateWithParents(parent);
        }

        Directory.CreateDirectory(path, Mine);
        return true;
    }
}

/// <summary>Checks the directories above a store or a key file. Who may write one of them can put something else in its place.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ParentDirectoryCheck
{
    // Linux follows as many (path_resolution(7)).
    private const int MostLinks = 40;

    /// <summary>Walks from the root to the parent directory, through links, and checks each step. Directories that do not exist yet will be created by this user.</summary>
    /// <exception cref="CredentialStoreException">A directory belongs to another user, or others may write it and it is not sticky.</exception>
    public static void Check(string path)
    {
        Stack<string> ahead = new();
        Push(ahead, Path.GetDirectoryName(path) ?? "/");
        string at = "/";
        int links = 0;
        CheckOne("/", path);
        while (ahead.TryPop(out string? name))
        {
            if (name == "..")
            {
                at = Path.GetDirectoryName(at) ?? "/";
                continue;
            }

            string next = Path.Combine(at, name);
            if (CheckOne(next, path) is not { } status)
            {
                return;
            }

            if (!status.IsLink)
            {
                at = next;
                continue;
            }

            if (++links > MostLinks || new FileInfo(next).LinkTarget is not { } target)
            {
                throw StoreErrors.SymbolicLink(next);
            }

            at = Path.IsPathRooted(target) ? "/" : at;
            Push(ahead, target);
        }
    }

    private static void Push(Stack<string> ahead, string path)
    {
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".").Reverse())
        {
            ahead.Push(name);
        }
    }

    private static UnixFileStatus? CheckOne(string path, string child)
    {
        if (UnixFile.Status(path) is not { } status)
        {
            return null;
        }

        if (!UnixOwner.MayOwnParent(status.Owner))
        {
            throw StoreErrors.ParentOwnedByOther(path, child, status.Owner, UnixOwner.Me);
        }

        // A link has no permissions of its own, and in a sticky directory only the owner of a file can rename or remove it.
        bool writable = status.IsWorldWritable || (status.IsGroupWritable && !UnixOwner.IsPrivateGroup(status));
        return status.IsLink || status.IsSticky || !writable ? status : throw StoreErrors.ParentWritableByOthers(path, child, status.IsWorldWritable, status.Group);
    }
}

/// <summary>The user of this process, and whose files it trusts.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixOwner
{
    public const uint Root = 0;

    public static uint Me => LibC.GetEffectiveUserId();

    /// <summary>Checks a file of the store: a regular file of this user.</summary>
    public static void CheckFile(UnixFileStatus status, string path)
    {
        if (!status.IsRegular)
        {
            throw StoreErrors.NotARegularFile(path);
        }

        if (status.Owner != Me)
        {
            throw StoreErrors.OwnedByOther(path, status.Owner, Me);
        }
    }

    /// <summary>Whether the owner of a parent directory is trusted: root and this user can change the store anyway.</summary>
    public static bool MayOwnParent(uint owner) => owner == Root || owner == Me || UserNamespace.IsUnmapped(owner);

    /// <summary>
    /// Whether a group may write a directory without harm: it is this user's private group with the same number, as on distributions with
    /// a umask of 002; or the directory and its group are root's, as in images for arbitrary user ids.
    /// </summary>
    public static bool IsPrivateGroup(UnixFileStatus status) =>
        (status.Owner == Root && status.Group == Root)
        || (status.Owner == Me && status.Group == Me && LibC.GetEffectiveGroupId() == Me);
}

/// <summary>In a user namespace (Flatpak, bubblewrap, rootless containers) all files of users outside of it, root included, appear to belong to one overflow id (user_namespaces(7)).</summary>
[UnsupportedOSPlatform("windows")]
internal static class UserNamespace
{
    private const uint DefaultOverflow = 65534;

    private static readonly uint? OverflowId = Find();

    /// <summary>Whether this owner is the overflow id of a namespace. Outside of a namespace that id is a normal user, and the answer is false.</summary>
    public static bool IsUnmapped(uint owner) => owner == OverflowId;

    /// <summary>The overflow id; null where a map of ids (start inside, start outside, count) gives that id to a user.</summary>
    public static uint? Overflow(string map, uint overflow)
    {
        foreach (string line in map.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length != 3
                || !uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint start)
                || !uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint count)
                || (overflow >= start && overflow - start < count))
            {
                return null;
            }
        }

        return map.Length == 0 ? null : overflow;
    }

    private static uint? Find()
    {
        if (!UnixSystem.IsLinux)
        {
            return null;
        }

        try
        {
            uint overflow = uint.TryParse(File.ReadAllText("/proc/sys/kernel/overflowuid").AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out uint set) ? set : DefaultOverflow;
            return Overflow(File.ReadAllText("/proc/self/uid_map"), overflow);
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            return null;
        }
    }
}
