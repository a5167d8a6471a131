using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GameAuth.Storage;

/// <summary>fstat(2) and lstat(2) with 64-bit file numbers, which Intel Macs export under a name of their own (stat(2), "INODE64").</summary>
internal static partial class AppleStatus
{
    private const string Library = "libc";
    private const int BlockUnit = 512;

    private static readonly bool s_isIntel = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static int Get(SafeFileHandle file, out UnixFileStatus status)
    {
        int result = s_isIntel ? IntelStatus(file, out AppleStatBuffer buffer) : Status(file, out buffer);
        status = Read(buffer);
        return result;
    }

    public static int Get(string path, out UnixFileStatus status)
    {
        int result = s_isIntel ? IntelLinkStatus(path, out AppleStatBuffer buffer) : LinkStatus(path, out buffer);
        status = Read(buffer);
        return result;
    }

    private static UnixFileStatus Read(AppleStatBuffer buffer) =>
        new(buffer.Mode, buffer.Owner, buffer.Group, buffer.Links, buffer.Size, buffer.Blocks * BlockUnit);

    [LibraryImport(Library, EntryPoint = "fstat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(SafeFileHandle file, out AppleStatBuffer buffer);

    [LibraryImport(Library, EntryPoint = "fstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int IntelStatus(SafeFileHandle file, out AppleStatBuffer buffer);

    [LibraryImport(Library, EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinkStatus(string path, out AppleStatBuffer buffer);

    [LibraryImport(Library, EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int IntelLinkStatus(string path, out AppleStatBuffer buffer);
}
