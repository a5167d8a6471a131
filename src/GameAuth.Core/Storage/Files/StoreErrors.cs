namespace GameAuth.Storage;

/// <summary>The errors of the file store, each with the fix in its message.</summary>
internal static class StoreErrors
{
    private const int WindowsSharingViolation = 32;
    private const int WindowsLockViolation = 33;
    private const int LinuxWouldBlock = 11;
    private const int BsdWouldBlock = 35;
    private const int UnixNotPermitted = 1;
    private const int UnixDenied = 13;
    private const int UnixExists = 17;
    private const int UnixNoSpace = 28;
    private const int UnixReadOnly = 30;
    private const int LinuxQuota = 122;
    private const int AppleQuota = 69;
    private const int WindowsHandleDiskFull = 39;
    private const int WindowsDiskFull = 112;
    private const int WindowsWriteProtected = 19;

    public static bool IsDiskFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Whether the system denied access: EPERM or EACCES, in either form.</summary>
    public static bool IsAccessDenied(Exception e) => e is UnauthorizedAccessException or IOException { HResult: UnixNotPermitted or UnixDenied };

    /// <summary>Whether a file could not be created because there is one, on Unix.</summary>
    public static bool IsThere(IOException e) => e.HResult == UnixExists;

    /// <summary>Whether another handle excludes this one: ERROR_SHARING_VIOLATION, or EWOULDBLOCK from flock(2).</summary>
    public static bool IsSharingViolation(IOException e) => OperatingSystem.IsWindows()
        ? (e.HResult & 0xFFFF) is WindowsSharingViolation or WindowsLockViolation
        : e.HResult is LinuxWouldBlock or BsdWouldBlock;

    /// <summary>Whether the disk is mounted read-only, or write-protected.</summary>
    public static bool IsReadOnly(Exception e) => e is IOException io && (OperatingSystem.IsWindows() ? (io.HResult & 0xFFFF) == WindowsWriteProtected : io.HResult == UnixReadOnly);

    /// <summary>Wraps a disk's exception. It names files and no content, so it becomes the inner exception.</summary>
    public static CredentialStoreException FromDiskFailure(Exception e, string directory) => Create(Describe(e, $"The token store {directory}"), e);

    /// <summary>What a disk's exception says about a place, and the fix.</summary>
    public static string Describe(Exception e, string place) => e switch
    {
        IOException when IsDiskFull(e.HResult) => $"{place} can not be written: the disk is full. Free some space; what was stored before is unchanged.",
        IOException when IsReadOnly(e) =>
            $"{place} can not be written: its disk is mounted read-only. Mount it for writing (mount -o remount,rw; in a container a volume that is not read-only), "
            + "or choose another directory; what was stored before is unchanged.",
        UnauthorizedAccessException => $"{place} can not be read and written: this user may not. Give it to this user (chown, chmod 700), or choose another directory.",
        _ => $"{place} can not be used: the disk failed ({e.Message}). Look into the log of the system for this disk, and try again; what was stored before is unchanged.",
    };

    public static CredentialStoreException SymbolicLink(string path) =>
        Create($"{path} is a symbolic link, which the token store does not follow. Remove it, or name its target as the store's directory.", null);

    public static CredentialStoreException NotARegularFile(string path) =>
        Create($"{path} is a pipe, a device or a directory where the token store has a file. Somebody else put it there: remove it.", null);

    public static CredentialStoreException NotADirectory(string path) =>
        Create($"{path} is a file where the token store has a directory. Remove it, or name another directory.", null);

    public static CredentialStoreException OwnedByOther(string path, uint owner, uint me) => Create(
        $"{path} belongs to user id {owner}, and this process runs as {me}. Run it as {owner} (docker run --user {owner}), "
        + $"or give the store to this user: chown -R {me} on the store's directory.",
        null);

    public static CredentialStoreException OwnedByOther(string path, string owner) => Create(
        $"{path} belongs to another user ({owner}). Name a directory of this user's own, or make this user its owner.", null);

    public static CredentialStoreException ParentOwnedByOther(string path, string child, uint owner, uint me) => Create(
        $"{path}, a parent of {child}, belongs to user id {owner}, who could put something else in its place. "
        + $"Choose a directory whose parents belong to root or to this user ({me}), or chown {me} {path}.",
        null);

    public static CredentialStoreException ParentWritableByOthers(string path, string child, bool everyone, uint group) => Create(
        $"{path}, a parent of {child}, may be written by {(everyone ? "everyone" : $"its group ({group})")}, who could put something else in its place. "
        + $"Run chmod {(everyone ? "o-w" : "g-w")} {path}, set the sticky bit as on /tmp (chmod +t {path}), or choose another directory.",
        null);

    public static CredentialStoreException PermissionsNotSupported(string path) => Create(
        $"The file system of {path} keeps no permissions: chmod had no effect. Choose a directory on a disk that does, such as one in the home directory.", null);

    public static CredentialStoreException StatusUnavailable(string path, Exception cause) => Create(
        $"The owner and permissions of {path} can not be seen: {cause.Message}. If a sandbox forbids statx(2), update the container runtime or allow the call.", cause);

    public static CredentialStoreException UnsupportedSystem() => Create(
        "The file store can not see who owns a file here: it knows the calls of Linux (with glibc 2.28, musl 1.2.5 or later), Android, Apple's systems and Windows. "
        + "Use a newer C library, or register a token store of your own.",
        null);

    public static CredentialStoreException LockTimeout(string directory, TimeSpan waited) =>
        Create($"Another process has kept a row of the token store {directory} locked for {waited.TotalSeconds:0} s. End that process if it hangs, and try again.", null);

    public static CredentialStoreException LockingNotSupported(string path) => Create(
        $"File locks do not exclude at {path}: two openings succeed at once, so two processes could spend one token. "
        + "Choose a directory on a local disk, since network file systems often have no locks.",
        null);

    public static CredentialStoreException DirectoryNotEmpty(string directory) => Create(
        $"The directory {directory} is open to other users and holds other files than a token store. Name a directory for the store alone, such as a subdirectory.",
        null);

    public static CredentialStoreException NewerFormat(string what) => new(
        $"A newer release of the application wrote {what}. Update this one; nothing was changed.", RowState.NewerFormat) { Step = "token store" };

    private static bool IsDiskFull(int code) => OperatingSystem.IsWindows()
        ? (code & 0xFFFF) is WindowsDiskFull or WindowsHandleDiskFull
        : code == UnixNoSpace || code == (UnixSystem.IsApple ? AppleQuota : LinuxQuota);

    private static CredentialStoreException Create(string message, Exception? inner) =>
        new(message, RowState.StoreUnavailable, inner) { Step = "token store" };
}
