namespace GameAuth.Core.Tests.Storage.Real;

public sealed class SystemdCredentialTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-credential-");

    public void Dispose() => _directory.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    [SystemdCredentialFact]
    public async Task A_credential_that_systemd_sealed_and_opened_is_the_key()
    {
        await File.WriteAllTextAsync(PathOf("plain"), Convert.ToHexStringLower(TestKeys.Key(40)));
        Directory.CreateDirectory(PathOf("credentials"));
        await RunAsync("encrypt", "--with-key=host", "--name=gameauth", PathOf("plain"), PathOf("sealed"));
        await RunAsync("decrypt", "--name=gameauth", PathOf("sealed"), PathOf("credentials/gameauth"));
        string line = Assert.Single(await KeyHost.RunAsync(KeyHost.Path, [PathOf("store"), "credential"], ("HOME", _directory.FullName), ("CREDENTIALS_DIRECTORY", PathOf("credentials"))));
        Assert.StartsWith("key systemd credential gameauth MountedSecret ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_the_credential_has_no_such_source() =>
        Assert.Equal(["absent"], await KeyHost.RunAsync(KeyHost.Path, [PathOf("store"), "credential"], ("CREDENTIALS_DIRECTORY", _directory.FullName)));

    private static async Task RunAsync(params string[] arguments) => await KeyHost.RunAsync("systemd-creds", arguments);
}

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
