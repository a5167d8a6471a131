using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32;

namespace GameAuth.Storage;

/// <summary>Identifies this machine. It is a hint and never a key: containers and cloned disks share it, and a reinstalled system has a new one.</summary>
internal interface IMachineHint
{
    /// <summary>The hint; null where there is none that identifies the machine.</summary>
    string? Read();
}

/// <summary>The application's own hint.</summary>
internal sealed class ApplicationMachineHint(Func<string?> read) : IMachineHint
{
    public string? Read() => read() is { Length: > 0 } hint ? hint : null;
}

/// <summary>The operating system's id of the machine. There is none in a container: its id comes with the image or is new at every start, so it does not identify the machine.</summary>
internal sealed class OperatingSystemMachineHint : IMachineHint
{
    public string? Read()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                return WindowsMachineGuid.Read();
            }

            if (OperatingSystem.IsMacOS())
            {
                return MacHostId.Read();
            }

            return new LinuxMachineId(File.Exists, static path => File.Exists(path) ? File.ReadAllText(path) : null, Environment.GetEnvironmentVariable).Read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Security.SecurityException or DllNotFoundException or EntryPointNotFoundException)
        {
            // Without a hint nothing is checked, and nobody is logged out.
            return null;
        }
    }
}

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

/// <summary>The host's UUID by gethostuuid(3), which is the hardware's <c>IOPlatformUUID</c>.</summary>
internal static partial class MacHostId
{
    [SupportedOSPlatform("macos")]
    public static string? Read()
    {
        Span<byte> id = stackalloc byte[16];
        Timeout wait = new() { Seconds = 1 };
        return GetHostUuid(ref MemoryMarshal.GetReference(id), in wait) == 0 ? Convert.ToHexStringLower(id) : null;
    }

    [LibraryImport("libSystem", EntryPoint = "gethostuuid")]
    private static partial int GetHostUuid(ref byte id, in Timeout wait);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timeout
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}

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

/// <summary>The machines on which a profile was used with the caller's consent, as keyed hashes: the row does not reveal which machines they are.</summary>
internal sealed class MachineRow
{
    private const int MostKept = 16;

    public IReadOnlyList<KnownMachine> Machines { get; init; } = [];

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    public bool Knows(string hint) => Machines.Any(machine =>
        CryptographicOperations.FixedTimeEquals(machine.Hash, HMACSHA256.HashData(machine.Key, Encoding.UTF8.GetBytes(hint))));

    public MachineRow With(string hint)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        KnownMachine added = new(key, HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(hint)));
        return new MachineRow { Machines = [.. Machines.TakeLast(MostKept - 1), added], Unknown = Unknown };
    }

    /// <param name="Key">A random key of its own.</param>
    /// <param name="Hash">HMAC-SHA256 of the hint under it.</param>
    internal sealed record KnownMachine(byte[] Key, byte[] Hash);
}
