using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace GameAuth.Storage;

/// <summary>A directory that only this user may enter.</summary>
internal static class PrivateDirectory
{
    /// <summary>All permissions of group and others.</summary>
    public const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates the directory, or tightens the permissions of an existing one.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="own">Names of files that only a store has; where none is given, the directory counts as ours. Another directory that is open to others is refused.</param>
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

    /// <summary>Whether a directory has one of these names in it, or is empty, so that nobody else uses it.</summary>
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

/// <summary>A directory whose access list names this user only, and inherits nothing from the parent.</summary>
internal static class WindowsDirectory
{
    public static void Prepare(string path, ReadOnlySpan<string> own, IWindowsAccess access)
    {
        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            throw StoreErrors.SymbolicLink(path);
        }

        if (!Directory.Exists(path))
        {
            access.CreateDirectory(path);
            return;
        }

        if (access.FindOtherOwner(path) is { } owner)
        {
            throw StoreErrors.OwnedByOther(path, owner);
        }

        if (!access.IsPrivate(path))
        {
            if (!PrivateDirectory.IsOurs(path, own))
            {
                throw StoreErrors.DirectoryNotEmpty(path);
            }

            access.MakePrivate(path);
        }
    }
}

/// <summary>The operations on Windows' access lists, so that tests can replace them on any system.</summary>
internal interface IWindowsAccess
{
    /// <summary>Creates a directory, missing parents too, with an access list that names this user only and inherits nothing.</summary>
    void CreateDirectory(string path);

    /// <summary>Creates a file that has such an access list from the start.</summary>
    FileStream CreateFile(string path);

    /// <summary>The owner's name where it is neither this user nor the system nor an administrator; null otherwise.</summary>
    string? FindOtherOwner(string path);

    /// <summary>Whether nothing is inherited and only this user, the system and administrators have access.</summary>
    bool IsPrivate(string path);

    /// <summary>Gives a directory the access list that <see cref="CreateDirectory"/> makes; its files inherit it.</summary>
    void MakePrivate(string path);
}

/// <summary>Windows' access lists. A new list names this user only: administrators and the system have access by other means.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsAccess : IWindowsAccess
{
    private const InheritanceFlags Everything = InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit;

    // The API does not accept zero. A small second buffer does no harm, since files are written whole.
    private const int SmallestBuffer = 1;

    private static readonly SecurityIdentifier LocalSystem = new(WellKnownSidType.LocalSystemSid, null);
    private static readonly SecurityIdentifier Administrators = new(WellKnownSidType.BuiltinAdministratorsSid, null);

    public static WindowsAccess Instance { get; } = new();

    private static SecurityIdentifier Me
    {
        get
        {
            using WindowsIdentity identity = WindowsIdentity.GetCurrent();
            return identity.User ?? throw new UnauthorizedAccessException("This process has no user.");
        }
    }

    public void CreateDirectory(string path)
    {
        if (Path.GetDirectoryName(path) is { } parent)
        {
            Directory.CreateDirectory(parent);
        }

        new DirectoryInfo(path).Create(ForDirectory());
    }

    public FileStream CreateFile(string path)
    {
        FileSecurity security = new();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(Me, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(
            FileMode.CreateNew, FileSystemRights.Read | FileSystemRights.Write, FileShare.None, SmallestBuffer, FileOptions.None, security);
    }

    public string? FindOtherOwner(string path) =>
        new DirectoryInfo(path).GetAccessControl(AccessControlSections.Owner).GetOwner(typeof(SecurityIdentifier)) is { } owner && !IsTrusted(owner)
            ? owner.Value
            : null;

    public bool IsPrivate(string path)
    {
        DirectorySecurity security = new DirectoryInfo(path).GetAccessControl(AccessControlSections.Access);
        return security.AreAccessRulesProtected
            && security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
                .Cast<FileSystemAccessRule>()
                .All(rule => rule.AccessControlType == AccessControlType.Deny || IsTrusted(rule.IdentityReference));
    }

    public void MakePrivate(string path) => new DirectoryInfo(path).SetAccessControl(ForDirectory());

    private static DirectorySecurity ForDirectory()
    {
        DirectorySecurity security = new();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(Me, FileSystemRights.FullControl, Everything, PropagationFlags.None, AccessControlType.Allow));
        return security;
    }

    private static bool IsTrusted(IdentityReference identity) => identity == Me || identity == LocalSystem || identity == Administrators;
}
