using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace GameAuth.Storage;

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
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetHostUuid(ref byte id, in Timeout wait);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timeout
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
