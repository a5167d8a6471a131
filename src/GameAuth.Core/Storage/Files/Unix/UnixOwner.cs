using System.Runtime.Versioning;

namespace GameAuth.Storage;

/// <summary>Who this process is, and whose files it trusts.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixOwner
{
    public const uint Root = 0;

    public static uint Me => LibC.GetEffectiveUserId();

    /// <summary>A file of the store is a plain file of this user that nobody else may write.</summary>
    public static void CheckFile(UnixFileStatus status, string path)
    {
        if (!status.IsRegular)
        {
            throw StoreFailure.NotAFile(path);
        }

        if (status.Owner != Me)
        {
            throw StoreFailure.Stranger(path, status.Owner, Me);
        }

        if (status.IsGroupWritable || status.IsWorldWritable)
        {
            throw StoreFailure.Writable(path);
        }
    }

    /// <summary>Whether who owns a parent directory may change what is in it without harm: root and this user can do all that anyway.</summary>
    public static bool MayOwnParent(uint owner) => owner == Root || owner == Me || UserNamespace.IsUnmapped(owner);

    /// <summary>
    /// Whether a directory that its group may write is as good as private: the group is this user's own, of the same number, as distributions
    /// with a umask of 002 make it; or the directory and its group are root's, as images for arbitrary user ids have it.
    /// </summary>
    public static bool IsPrivateGroup(UnixFileStatus status) =>
        (status.Owner == Root && status.Group == Root)
        || (status.Owner == Me && status.Group == Me && LibC.GetEffectiveGroupId() == Me);
}
