using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace GameAuth.Storage;

/// <summary>Opens files of the store: first the handle, which follows no link and waits for nothing, then the questions to that handle, so that nothing can be swapped in between.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixFile
{
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;

    /// <summary>Opens a file of this user; null where there is none.</summary>
    /// <exception cref="CredentialStoreException">It is a link, pipe, device or directory, belongs to another user, or others may write it.</exception>
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
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens whatever is there but a link; null where there is nothing.</summary>
    public static SafeFileHandle? Open(string path, int access) => Open(path, access, OpenFlags.Current.Always);

    private static SafeFileHandle? Open(string path, int access, int always)
    {
        if (!UnixSystem.IsKnown)
        {
            throw StoreFailure.UnknownSystem();
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
        return result == 0 ? status : throw StoreFailure.NoStatus(path, UnixError.Describe(UnixError.Last, path));
    }

    /// <summary>What stands at a path, a link itself and not its target; null where there is nothing.</summary>
    public static UnixFileStatus? Status(string path)
    {
        if (!UnixSystem.IsKnown)
        {
            throw StoreFailure.UnknownSystem();
        }

        int result = UnixSystem.IsApple ? AppleStatus.Get(path, out UnixFileStatus status) : LinuxStatus.Get(path, out status);
        if (result == 0)
        {
            return status;
        }

        int error = UnixError.Last;
        return UnixError.IsNotFound(error) ? null : throw StoreFailure.NoStatus(path, UnixError.Describe(error, path));
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
        // A directory above the store may be a link, and it is the link's target that holds the names.
        using SafeFileHandle directory = Open(path, OpenFlags.ReadOnly | OpenFlags.Current.Directory, OpenFlags.Current.CloseOnExec) ?? throw new DirectoryNotFoundException(path);

        // Some file systems can not flush a directory and say EINVAL; there is nothing more to be done on those.
        if (LibC.Flush(directory) < 0 && UnixError.Last is var error && !UnixError.IsInvalid(error))
        {
            throw UnixError.Describe(error, path);
        }
    }

    /// <summary>Locks a file that is open, against every other opening of it; false where another has the lock. It ends with the handle.</summary>
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
                throw StoreFailure.NoLocking(path);
            }
        }

        return true;
    }
}
