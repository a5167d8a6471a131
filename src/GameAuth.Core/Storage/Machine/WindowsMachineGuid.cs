using System.Runtime.Versioning;
using Microsoft.Win32;

namespace GameAuth.Storage;

/// <summary><c>HKLM\SOFTWARE\Microsoft\Cryptography\MachineGuid</c>, made when Windows is installed.</summary>
internal static class WindowsMachineGuid
{
    [SupportedOSPlatform("windows")]
    public static string? Read()
    {
        // The 64-bit view, so that a 32-bit application sees the same machine.
        using RegistryKey machine = RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry64);
        using RegistryKey? key = machine.OpenSubKey(@"SOFTWARE\Microsoft\Cryptography");
        return key?.GetValue("MachineGuid") is string { Length: > 0 } id ? id : null;
    }
}
