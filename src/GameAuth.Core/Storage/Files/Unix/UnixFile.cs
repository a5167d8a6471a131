using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace GameAuth.Storage;

/// <summary>Opens files of the store without following links, and checks the open handle, so that nobody can swap the file between check and use.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixFile
{
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;

    /// <summary>Opens a file of this user; null where there is none. Where others may write it, it is made private: its owner may, and what it holds is checked by its reader.</summary>
    /// <exception cref="CredentialStoreException">It is a link, pipe, device or directory, it belongs to another user, or its disk keeps no permissions.</exception>
    public static SafeFileHandle? TryOpen(string path, int access, out UnixFileStatus status)
    {
        status = default;
        if (Open(path, access) is not { } file)
        {
            return null;
        }

        try
        {
            status = Status(file, path);
            UnixOwner.CheckFile(status, path);
            if (status.IsGroupWritable || status.IsWorldWritable)
            {
                Tighten(file, path, status.Permissions);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes all permissions of group and others from an open file or directory of this user.</summary>
    /// <exception cref="CredentialStoreException">The file system keeps no permissions.</exception>
    public static void Tighten(SafeFileHandle file, string path, UnixFileMode mode)
    {
        File.SetUnixFileMode(file, mode & ~PrivateDirectory.Others);
        if ((Status(file, path).Permissions & PrivateDirectory.Others) != UnixFileMode.None)
        {
            throw StoreErrors.PermissionsNotSupported(path);
        }
    }

    /// <summary>Opens anything but a link; null where there is nothing.</summary>
    public static SafeFileHandle? Open(string path, int access) => Open(path, access, OpenFlags.Current.Always);

    private static SafeFileHandle? Open(string path, int access, int always)
    {
        if (!UnixSystem.IsKnown)
        {
            throw StoreErrors.UnsupportedSystem();
        }

        while (true)
        {
            int descriptor = LibC.Open(path, access | always);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            int error = UnixError.Last;
            if (!UnixError.IsInterrupted(error))
            {
                return UnixError.IsNotFound(error) ? null : throw UnixError.Describe(error, path);
            }
        }
    }

    public static UnixFileStatus Status(SafeFileHandle file, string path)
    {
        int result = UnixSystem.IsApple ? AppleStatus.Get(file, out UnixFileStatus status) : LinuxStatus.Get(file, out status);
        return result == 0 ? status : throw StoreErrors.StatusUnavailable(path, UnixError.Describe(UnixError.Last, path));
    }

    /// <summary>The status of what is at a path, of a link itself and not of its target; null where there is nothing.</summary>
    public static UnixFileStatus? Status(string path)
    {
        if (!UnixSystem.IsKnown)
        {
            throw StoreErrors.UnsupportedSystem();
        }

        int result = UnixSystem.IsApple ? AppleStatus.Get(path, out UnixFileStatus status) : LinuxStatus.Get(path, out status);
        if (result == 0)
        {
            return status;
        }

        int error = UnixError.Last;
        return UnixError.IsNotFound(error) ? null : throw StoreErrors.StatusUnavailable(path, UnixError.Describe(error, path));
    }

    /// <summary>Reads from the start until the buffer is full or the file ends.</summary>
    public static int Read(SafeFileHandle file, Span<byte> buffer, string path)
    {
        int count = 0;
        while (count < buffer.Length)
        {
            nint read = LibC.Read(file, buffer[count..], (nuint)(buffer.Length - count));
            if (read == 0)
            {
                break;
            }

            if (read > 0)
            {
                count += (int)read;
            }
            else if (!UnixError.IsInterrupted(UnixError.Last))
            {
                throw UnixError.Describe(UnixError.Last, path);
            }
        }

        return count;
    }

    public static void FlushDirectory(string path)
    {
        // A directory above the store may be a link, and its target holds the names.
        using SafeFileHandle directory = Open(path, OpenFlags.ReadOnly | OpenFlags.Current.Directory, OpenFlags.Current.CloseOnExec) ?? throw new DirectoryNotFoundException(path);

        // Some file systems can not flush a directory and return EINVAL; nothing more can be done there.
        if (LibC.Flush(directory) < 0 && !UnixError.IsInvalid(UnixError.Last))
        {
            throw UnixError.Describe(UnixError.Last, path);
        }
    }

    /// <summary>Locks an open file against every other handle on it; false where another handle has the lock. The lock ends with the handle.</summary>
    public static bool TryLock(SafeFileHandle file, string path)
    {
        while (LibC.Lock(file, LockExclusive | LockNonBlocking) < 0)
        {
            int error = UnixError.Last;
            if (UnixError.IsWouldBlock(error))
            {
                return false;
            }

            if (!UnixError.IsInterrupted(error))
            {
                throw StoreErrors.LockingNotSupported(path);
            }
        }

        return true;
    }
}

/// <summary>The flags of open(2), whose values differ between kernels and, on Linux, between processors.</summary>
/// <remarks>
/// Linux: <c>include/uapi/asm-generic/fcntl.h</c>, and for Arm and Power <c>arch/*/include/uapi/asm/fcntl.h</c>, which differ
/// (there 0x20000 is O_LARGEFILE, so a wrong table would silently follow links). Apple: <c>bsd/sys/fcntl.h</c> of XNU.
/// Android has Linux's values. On Apple's kernel <c>DataSync</c>
/// (O_DSYNC) is not used, since only F_FULLFSYNC reaches the disk. Each table is an instance, so that a test can read all of them on any machine.
/// </remarks>
internal readonly record struct OpenFlags(int NoFollow, int CloseOnExec, int NonBlocking, int Directory, int DataSync)
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;

    public static OpenFlags Generic { get; } = new(0x20000, 0x80000, 0x800, 0x10000, 0x1000);

    public static OpenFlags ArmAndPower { get; } = new(0x8000, 0x80000, 0x800, 0x4000, 0x1000);

    public static OpenFlags Apple { get; } = new(0x100, 0x1000000, 0x4, 0x100000, 0);

    /// <summary>The flags of this machine.</summary>
    public static OpenFlags Current { get; } = For(UnixSystem.IsApple, RuntimeInformation.ProcessArchitecture);

    /// <summary>
    /// The flags of every call: a link as the last part of the path fails (ELOOP), a child process does not inherit the handle, and a pipe or device
    /// does not block.
    /// </summary>
    public int Always => NoFollow | CloseOnExec | NonBlocking;

    public static OpenFlags For(bool isApple, Architecture processor) => (isApple, processor) switch
    {
        (true, _) => Apple,
        (false, Architecture.Arm or Architecture.Armv6 or Architecture.Arm64 or Architecture.Ppc64le) => ArmAndPower,
        _ => Generic,
    };
}
