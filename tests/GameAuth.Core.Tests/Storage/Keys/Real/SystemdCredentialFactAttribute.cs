namespace GameAuth.Core.Tests.Storage.Real;

/// <summary>A fact that needs systemd-creds and the right to use the host's key; elsewhere the reason for the skip is shown.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SystemdCredentialFactAttribute : FactAttribute
{
    public SystemdCredentialFactAttribute() => Skip = Missing;

    private static string? Missing => !OperatingSystem.IsLinux() ? "systemd is of Linux"
        : !Keyring.IsOnPath("systemd-creds") ? "systemd-creds not found; it comes with systemd 250 and later"
        : !Environment.IsPrivilegedProcess ? "systemd-creds --with-key=host needs root"
        : null;
}
