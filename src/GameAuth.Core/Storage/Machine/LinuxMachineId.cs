namespace GameAuth.Storage;

/// <summary><c>/etc/machine-id</c> (machine-id(5)): 32 lower-case hexadecimal digits, made at installation.</summary>
internal sealed class LinuxMachineId(Func<string, bool> exists, Func<string, string?> read, Func<string, string?> environment)
{
    // Docker and Podman leave these files; Kubernetes, systemd-nspawn and Microsoft's .NET images set these variables.
    private static readonly string[] ContainerFiles = ["/.dockerenv", "/run/.containerenv", "/run/systemd/container"];
    private static readonly string[] ContainerVariables = ["KUBERNETES_SERVICE_HOST", "container", "DOTNET_RUNNING_IN_CONTAINER"];

    public string? Read() =>
        !IsContainer() && (read("/etc/machine-id") ?? read("/var/lib/dbus/machine-id"))?.Trim() is { Length: 32 } id && id.All(char.IsAsciiHexDigitLower)
            ? id
            : null;

    private bool IsContainer() =>
        Array.Exists(ContainerFiles, file => exists(file)) || Array.Exists(ContainerVariables, variable => !string.IsNullOrEmpty(environment(variable)));
}
