namespace GameAuth.Storage;

/// <summary>Which keystore this operating system has.</summary>
internal static class Keystores
{
    /// <summary>The keystore of this platform; it may turn out to be absent on this machine.</summary>
    /// <param name="keyDirectory">Where a keystore that only seals keeps what it sealed.</param>
    /// <param name="disk">The disk.</param>
    public static IKeystore ForThisPlatform(string keyDirectory, IStoreDisk disk) =>
        OperatingSystem.IsWindows() ? new DpapiKeystore(keyDirectory, disk, Dpapi.Protect, Dpapi.Unprotect)
        : OperatingSystem.IsMacOS() ? new KeychainKeystore()
        : OperatingSystem.IsLinux() || OperatingSystem.IsFreeBSD() ? new SecretServiceKeystore()
        : new NoKeystore();
}
