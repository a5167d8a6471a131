namespace GameAuth.Storage;

/// <summary>What the disk said, as a typed error with the fix.</summary>
internal static class StoreFailure
{
    private const int WindowsSharingViolation = 32;
    private const int WindowsLockViolation = 33;
    private const int LinuxWouldBlock = 11;
    private const int BsdWouldBlock = 35;
    private const int UnixNotPermitted = 1;
    private const int UnixDenied = 13;
    private const int UnixNoSpace = 28;
    private const int WindowsHandleDiskFull = 39;
    private const int WindowsDiskFull = 112;

    public static bool IsDiskFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Whether this user may not do so: EPERM or EACCES, told either way.</summary>
    public static bool IsDenied(Exception e) => e is UnauthorizedAccessException or IOException { HResult: UnixNotPermitted or UnixDenied };

    /// <summary>Whether another opening excludes this one: ERROR_SHARING_VIOLATION, or EWOULDBLOCK from flock(2).</summary>
    public static bool IsSharingViolation(IOException e) => OperatingSystem.IsWindows()
        ? (e.HResult & 0xFFFF) is WindowsSharingViolation or WindowsLockViolation
        : e.HResult is LinuxWouldBlock or BsdWouldBlock;

    /// <summary>Wraps a disk's exception; it names files and no content, so it goes along.</summary>
    public static CredentialStoreException From(Exception e, string directory) => e switch
    {
        IOException { HResult: var code } when IsDiskFull(code) =>
            Create($"The disk of the token store {directory} is full. Free some space; what was stored before is unchanged.", e),
        UnauthorizedAccessException =>
            Create($"This user may not read and write the token store {directory}. Give the directory to this user (chown, chmod 700), or choose another.", e),
        _ => Create($"The disk failed in the token store {directory}: {e.GetType().Name}. Check the disk and try again; what was stored before is unchanged.", e),
    };

    public static CredentialStoreException Link(string path) =>
        Create($"{path} is a symbolic link, which the token store does not follow. Remove it, or name its target as the store's directory.", null);

    public static CredentialStoreException Busy(string directory, TimeSpan waited) =>
        Create($"Another process has kept a row of the token store {directory} locked for {waited.TotalSeconds:0} s. End that process if it hangs, and try again.", null);

    public static CredentialStoreException NoLocking(string path) => Create(
        $"File locks do not exclude at {path}: two openings succeeded at once, so two processes could spend one token. "
        + "Unset DOTNET_SYSTEM_IO_DISABLEFILELOCKING if it is set; if this is a network file system, choose a local directory.",
        null);

    public static CredentialStoreException Foreign(string directory) => Create(
        $"The directory {directory} is open to other users and holds other files than a token store. Name a directory for the store alone, such as a subdirectory.",
        null);

    public static CredentialStoreException Newer(string what) => new(
        $"A newer release of the application wrote {what}. Update this one; nothing was changed.", RowState.NewerFormat) { Step = "token store" };

    private static bool IsDiskFull(int code) => OperatingSystem.IsWindows()
        ? (code & 0xFFFF) is WindowsDiskFull or WindowsHandleDiskFull
        : code == UnixNoSpace;

    private static CredentialStoreException Create(string message, Exception? inner) =>
        new(message, RowState.StoreUnavailable, inner) { Step = "token store" };
}
