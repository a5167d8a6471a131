using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GameAuth.Storage;

/// <summary>A file's status: kind and permissions (<c>st_mode</c>), owner, group, length and allocated space.</summary>
internal readonly record struct UnixFileStatus(uint Mode, uint Owner, uint Group, uint Links, long Length, long Allocated)
{
    private const uint KindMask = 0xF000;
    private const uint Regular = 0x8000;
    private const uint DirectoryKind = 0x4000;
    private const uint LinkKind = 0xA000;
    private const uint Sticky = 0x200;
    private const uint GroupWrite = 0x10;
    private const uint OthersWrite = 0x2;

    public bool IsRegular => (Mode & KindMask) == Regular;

    public bool IsDirectory => (Mode & KindMask) == DirectoryKind;

    public bool IsLink => (Mode & KindMask) == LinkKind;

    /// <summary>In such a directory only the owner of a file may rename or remove it, as in <c>/tmp</c>.</summary>
    public bool IsSticky => (Mode & Sticky) != 0;

    public bool IsGroupWritable => (Mode & GroupWrite) != 0;

    public bool IsWorldWritable => (Mode & OthersWrite) != 0;

    public UnixFileMode Permissions => (UnixFileMode)(Mode & 0xFFF);
}

/// <summary>statx(2). Its layout is the same on all processors, unlike that of stat(2) (<c>include/uapi/linux/stat.h</c>).</summary>
/// <remarks>glibc has it since 2.28 and musl since 1.2.5. Where the C library lacks it, the kernel is called directly (Linux 4.11).</remarks>
internal static partial class LinuxStatus
{
    private const string Library = "libc";
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7FF;
    private const int BlockUnit = 512;

    private static volatile bool IsStatxMissing;

    /// <summary>The call's number: <c>arch/x86/entry/syscalls/syscall_64.tbl</c>, <c>include/uapi/asm-generic/unistd.h</c>; zero where it is unknown.</summary>
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
        if (!IsStatxMissing)
        {
            try
            {
                return Statx(directory, path, flags, BasicStats, out buffer);
            }
            catch (EntryPointNotFoundException)
            {
                IsStatxMissing = true;
            }
        }

        return CallKernel(directory, path, flags, out buffer);
    }

    /// <summary>The same call without the C library's function.</summary>
    internal static int CallKernel(int directory, string path, int flags, out StatxBuffer buffer) => Number == 0
        ? throw StoreErrors.UnsupportedSystem()
        : (int)Syscall(Number, directory, path, flags, BasicStats, out buffer);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out StatxBuffer buffer);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Syscall(nint number, nint directory, string path, nint flags, nuint mask, out StatxBuffer buffer);
}

/// <summary><c>struct statx</c>: 256 bytes, of which these are read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    [FieldOffset(16)]
    public uint Links;

    [FieldOffset(20)]
    public uint Owner;

    [FieldOffset(24)]
    public uint Group;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(48)]
    public ulong Blocks;
}

/// <summary>fstat(2) and lstat(2) with 64-bit file numbers. Intel Macs export them under other names (stat(2), "INODE64").</summary>
internal static partial class AppleStatus
{
    private const string Library = "libc";
    private const int BlockUnit = 512;

    private static readonly bool IsIntel = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static int Get(SafeFileHandle file, out UnixFileStatus status)
    {
        int result = IsIntel ? IntelStatus(file, out AppleStatBuffer buffer) : Status(file, out buffer);
        status = Read(buffer);
        return result;
    }

    public static int Get(string path, out UnixFileStatus status)
    {
        int result = IsIntel ? IntelLinkStatus(path, out AppleStatBuffer buffer) : LinkStatus(path, out buffer);
        status = Read(buffer);
        return result;
    }

    private static UnixFileStatus Read(AppleStatBuffer buffer) =>
        new(buffer.Mode, buffer.Owner, buffer.Group, buffer.Links, buffer.Size, buffer.Blocks * BlockUnit);

    [LibraryImport(Library, EntryPoint = "fstat", SetLastError = true)]
    private static partial int Status(SafeFileHandle file, out AppleStatBuffer buffer);

    [LibraryImport(Library, EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int IntelStatus(SafeFileHandle file, out AppleStatBuffer buffer);

    [LibraryImport(Library, EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkStatus(string path, out AppleStatBuffer buffer);

    [LibraryImport(Library, EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int IntelLinkStatus(string path, out AppleStatBuffer buffer);
}

/// <summary><c>struct stat</c> of Apple's kernel with 64-bit file numbers: 144 bytes, of which these are read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal struct AppleStatBuffer
{
    [FieldOffset(4)]
    public ushort Mode;

    [FieldOffset(6)]
    public ushort Links;

    [FieldOffset(16)]
    public uint Owner;

    [FieldOffset(20)]
    public uint Group;

    [FieldOffset(96)]
    public long Size;

    [FieldOffset(104)]
    public long Blocks;
}
