using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GameAuth.Storage;

/// <summary>statx(2), whose layout is the same on all processors, unlike that of stat(2) (<c>include/uapi/linux/stat.h</c>).</summary>
/// <remarks>C libraries have it since glibc 2.28 and musl 1.2.5; where it is absent the kernel is called directly (Linux 4.11).</remarks>
internal static partial class LinuxStatus
{
    private const string Library = "libc";
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7FF;
    private const int BlockUnit = 512;

    private static volatile bool s_isAbsent;

    /// <summary>The call's number: <c>arch/x86/entry/syscalls/syscall_64.tbl</c>, <c>include/uapi/asm-generic/unistd.h</c>; zero where it is not known.</summary>
    private static int Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 332,
        Architecture.Arm64 or Architecture.LoongArch64 or Architecture.RiscV64 => 291,
        _ => 0,
    };

    public static int Get(SafeFileHandle file, out UnixFileStatus status)
    {
        bool added = false;
        try
        {
            file.DangerousAddRef(ref added);
            return Get((int)file.DangerousGetHandle(), "", EmptyPath, out status);
        }
        finally
        {
            if (added)
            {
                file.DangerousRelease();
            }
        }
    }

    public static int Get(string path, out UnixFileStatus status) => Get(CurrentDirectory, path, NoFollow, out status);

    private static int Get(int directory, string path, int flags, out UnixFileStatus status)
    {
        int result = Call(directory, path, flags, out StatxBuffer buffer);
        status = new(buffer.Mode, buffer.Owner, buffer.Group, buffer.Links, (long)buffer.Size, (long)buffer.Blocks * BlockUnit);
        return result;
    }

    private static int Call(int directory, string path, int flags, out StatxBuffer buffer)
    {
        if (!s_isAbsent)
        {
            try
            {
                return Statx(directory, path, flags, BasicStats, out buffer);
            }
            catch (EntryPointNotFoundException)
            {
                s_isAbsent = true;
            }
        }

        return CallKernel(directory, path, flags, out buffer);
    }

    /// <summary>The same without the C library's own function.</summary>
    internal static int CallKernel(int directory, string path, int flags, out StatxBuffer buffer) => Number == 0
        ? throw StoreFailure.UnknownSystem()
        : (int)Syscall(Number, directory, path, flags, BasicStats, out buffer);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out StatxBuffer buffer);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Syscall(nint number, nint directory, string path, nint flags, nuint mask, out StatxBuffer buffer);
}
