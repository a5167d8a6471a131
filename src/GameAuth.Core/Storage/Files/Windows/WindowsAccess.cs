using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace GameAuth.Storage;

/// <summary>Windows' access lists. The list that is made names this user alone; administrators and the system take what they want anyway, but not by inheritance.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsAccess : IWindowsAccess
{
    private const InheritanceFlags Everything = InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit;

    // The API refuses none, and a second buffer does no harm to writes of whole files.
    private const int SmallestBuffer = 1;

    private static readonly SecurityIdentifier s_system = new(WellKnownSidType.LocalSystemSid, null);
    private static readonly SecurityIdentifier s_administrators = new(WellKnownSidType.BuiltinAdministratorsSid, null);

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

    public string? FindStranger(string path) =>
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

    private static bool IsTrusted(IdentityReference identity) => identity == Me || identity == s_system || identity == s_administrators;
}
