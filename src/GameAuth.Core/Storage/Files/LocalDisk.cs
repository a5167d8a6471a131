using System.Buffers;
using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace GameAuth.Storage;

/// <summary>The real disk. It refuses symbolic links, creates files for this user only, and on Unix refuses files of other users.</summary>
internal sealed class LocalDisk : IStoreDisk
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const FileAttributes Absent = (FileAttributes)(-1);
    private const FileShare Everything = FileShare.ReadWrite | FileShare.Delete;

    private static readonly EnumerationOptions AllFiles = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    public static LocalDisk Instance { get; } = new();

    public void PrepareDirectory(string path, params ReadOnlySpan<string> own) => PrivateDirectory.Prepare(path, own);

    public void CheckParents(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            ParentDirectoryCheck.Check(path);
        }
    }

    public byte[]? Read(string path, int limit)
    {
        using SafeFileHandle? file = TryOpen(path, FileAccess.Read, out long length);
        if (file is null)
        {
            return null;
        }

        byte[] content = new byte[Math.Min(length, limit)];
        int count = Fill(file, content, path);
        return count == content.Length ? content : content[..count];
    }

    public FileContent? ReadPooled(string path, int limit)
    {
        using SafeFileHandle? file = TryOpen(path, FileAccess.Read, out long length);
        if (file is null)
        {
            return null;
        }

        int wanted = (int)Math.Min(length, limit);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(wanted);
        try
        {
            return new FileContent(buffer, Fill(file, buffer.AsSpan(0, wanted), path), isRented: true);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public void Create(string path, ReadOnlySpan<byte> content)
    {
        using FileStream file = CreateNew(path, FileShare.None);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    public void Copy(string from, string to)
    {
        byte[] content = Read(from, int.MaxValue) ?? throw new FileNotFoundException(null, from);
        Create(to, content);
    }

    public void Overwrite(string path, long offset, ReadOnlySpan<byte> content)
    {
        // The length of the file does not change, so on Linux the write itself can wait for the disk (O_DSYNC): one call instead of two.
        using SafeFileHandle file = TryOpen(path, FileAccess.Write, out _) ?? throw new FileNotFoundException(null, path);
        RandomAccess.Write(file, content, offset);
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsAndroid())
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    public void Move(string from, string to)
    {
        // A rename would replace a link and not its target. But a link here was made by somebody else, so it is an error.
        if (IsThere(to) && OperatingSystem.IsWindows())
        {
            // MoveFileEx does not replace a file that a reader has open; ReplaceFile does where the reader shares deletion, as ours do.
            File.Replace(from, to, destinationBackupFileName: null);
        }
        else
        {
            File.Move(from, to, overwrite: true);
        }
    }

    public void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    public void FlushDirectory(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixFile.FlushDirectory(path);
        }
    }

    public bool Exists(string path) => Path.Exists(path);

    // A link has the permissions of its target, and is refused when it is opened.
    public bool IsPrivate(string path) => OperatingSystem.IsWindows()
        || UnixFile.Status(path) is not { IsLink: false } status || (status.Permissions & PrivateDirectory.Others) == UnixFileMode.None;

    // Names only: no path and no status is made for each file.
    public IEnumerable<string> List(string directory) => Directory.Exists(directory)
        ? new FileSystemEnumerable<string>(directory, static (ref entry) => entry.FileName.ToString(), AllFiles) { ShouldIncludePredicate = static (ref entry) => !entry.IsDirectory }
        : [];

    public IDisposable? TryLock(string path, bool deletes = false) => OperatingSystem.IsWindows() ? TryShareNothing(path, deletes) : TryFlock(path, deletes);

    private static FileStream? TryShareNothing(string path, bool deletes)
    {
        _ = IsThere(path);
        try
        {
            FileStreamOptions options = Options(FileMode.OpenOrCreate, FileShare.None);
            options.Options = deletes ? FileOptions.DeleteOnClose : FileOptions.None;
            return new FileStream(path, options);
        }
        catch (IOException e) when (StoreErrors.IsSharingViolation(e))
        {
            return null;
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static IDisposable? TryFlock(string path, bool deletes)
    {
        while (true)
        {
            if (UnixFile.TryOpen(path, OpenFlags.ReadWrite, out _) is { } file)
            {
                bool isLocked = UnixFile.TryLock(file, path);
                if (isLocked && UnixFile.Status(file, path).Links > 0)
                {
                    return deletes ? new PassingLock(file, path) : file;
                }

                file.Dispose();
                if (!isLocked)
                {
                    return null;
                }

                // Its holder deleted it after it was opened here. A lock on it excludes nobody, so the file that has taken its place is locked.
                continue;
            }

            try
            {
                CreateNew(path, Everything).Dispose();
            }
            catch (IOException e) when (StoreErrors.IsThere(e) || StoreErrors.IsSharingViolation(e))
            {
                // Another process created it first, or has locked it since, and may have deleted it again; the next attempt checks it.
            }
        }
    }

    /// <summary>Opens a file of the store; null where there is none.</summary>
    private static SafeFileHandle? TryOpen(string path, FileAccess access, out long length)
    {
        if (!OperatingSystem.IsWindows())
        {
            SafeFileHandle? opened = UnixFile.TryOpen(path, access == FileAccess.Read ? OpenFlags.ReadOnly : OpenFlags.WriteOnly | OpenFlags.Current.DataSync, out UnixFileStatus status);
            length = status.Length;
            return opened;
        }

        length = 0;
        try
        {
            // Checked first, since a missing row is normal and not an exception.
            SafeFileHandle? file = IsThere(path) ? File.OpenHandle(path, FileMode.Open, access, Everything) : null;
            length = file is null ? 0 : RandomAccess.GetLength(file);
            return file;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static int Fill(SafeFileHandle file, Span<byte> buffer, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return UnixFile.Read(file, buffer, path);
        }

        int count = 0;
        for (int read = 1; read > 0 && count < buffer.Length; count += read)
        {
            read = RandomAccess.Read(file, buffer[count..], count);
        }

        return count;
    }

    private static FileStream CreateNew(string path, FileShare share) =>
        OperatingSystem.IsWindows() ? WindowsAccess.Instance.CreateFile(path) : new(path, Options(FileMode.CreateNew, share));

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = PrivateFile;
        }

        return options;
    }

    /// <summary>Whether there is something at this path; a symbolic link is refused.</summary>
    private static bool IsThere(string path)
    {
        FileInfo file = new(path);
        FileAttributes attributes = file.Attributes;
        if (attributes == Absent)
        {
            return false;
        }

        return (attributes & FileAttributes.ReparsePoint) == FileAttributes.None || file.LinkTarget is null ? true : throw StoreErrors.SymbolicLink(path);
    }

    /// <summary>A lock whose file is deleted while it is still held, so that who has opened the file meanwhile sees it.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private sealed class PassingLock(SafeFileHandle file, string path) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                // Somebody may have removed the directory meanwhile, and another process may have a lock on a new file.
                if (!file.IsClosed && UnixFile.Status(file, path).Links > 0)
                {
                    File.Delete(path);
                }
            }
            catch (Exception e) when (StoreErrors.IsDiskFailure(e))
            {
                // The next opening of the store deletes it.
            }
            finally
            {
                file.Dispose();
            }
        }
    }
}
