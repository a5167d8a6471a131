using System.Runtime.Versioning;

namespace GameAuth.Storage;

/// <summary>The directories above a store: who may write one of them may put another directory in the store's place.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ParentDirectories
{
    // As many as Linux follows (path_resolution(7)).
    private const int MostLinks = 40;

    /// <summary>Walks from the root to the directory above, through links, and judges each step; what does not exist yet will be made by this user.</summary>
    /// <exception cref="CredentialStoreException">A directory belongs to another user, or others may write it and it is not sticky.</exception>
    public static void Check(string directory)
    {
        Stack<string> ahead = new();
        Push(ahead, Path.GetDirectoryName(directory) ?? "/");
        string at = "/";
        int links = 0;
        CheckOne("/", directory);
        while (ahead.TryPop(out string? name))
        {
            if (name == "..")
            {
                at = Path.GetDirectoryName(at) ?? "/";
                continue;
            }

            string next = Path.Combine(at, name);
            if (CheckOne(next, directory) is not { } status)
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
                throw StoreFailure.Link(next);
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

    private static UnixFileStatus? CheckOne(string path, string store)
    {
        if (UnixFile.Status(path) is not { } status)
        {
            return null;
        }

        if (!UnixOwner.MayOwnParent(status.Owner))
        {
            throw StoreFailure.StrangeParent(path, store, status.Owner, UnixOwner.Me);
        }

        // A link has no permissions of its own, and in a sticky directory only a file's owner renames and removes it.
        bool writable = status.IsWorldWritable || (status.IsGroupWritable && !UnixOwner.IsPrivateGroup(status));
        return status.IsLink || status.IsSticky || !writable ? status : throw StoreFailure.OpenParent(path, store, status.IsWorldWritable, status.Group);
    }
}
