using Microsoft.Win32.SafeHandles;

namespace GameAuth.Storage;

/// <summary>The real disk. Symbolic links are refused and never followed; new files are for this user alone from their first moment.</summary>
internal sealed class LocalDisk : IStoreDisk
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const FileAttributes Absent = (FileAttributes)(-1);
    private const FileShare Everything = FileShare.ReadWrite | FileShare.Delete;

    public static LocalDisk Instance { get; } = new();

    public void PrepareDirectory(string path, params ReadOnlySpan<string> own) => PrivateDirectory.Prepare(path, own);

    public byte[]? Read(string path, int limit)
    {
        // Asked first, since a missing row is no exception.
        if (!IsThere(path))
        {
            return null;
        }

        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, Everything);
            byte[] content = new byte[Math.Min(RandomAccess.GetLength(file), limit)];
            int count = 0;
            for (int read = 1; read > 0 && count < content.Length; count += read)
            {
                read = RandomAccess.Read(file, content.AsSpan(count), count);
            }

            return count == content.Length ? content : content[..count];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Create(string path, ReadOnlySpan<byte> content)
    {
        using FileStream file = CreateNew(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    public void Copy(string from, string to)
    {
        _ = IsThere(from);
        using FileStream source = new(from, FileMode.Open, FileAccess.Read, Everything);
        using FileStream target = CreateNew(to);
        source.CopyTo(target);
        target.Flush(flushToDisk: true);
    }

    public void Overwrite(string path, long offset, ReadOnlySpan<byte> content)
    {
        _ = IsThere(path);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, Everything);
        RandomAccess.Write(file, content, offset);
        RandomAccess.FlushToDisk(file);
    }

    public void Move(string from, string to)
    {
        // A rename would replace the link and not its target, but a link here is someone else's doing and is told.
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
            LibC.FlushDirectory(path);
        }
    }

    public bool Exists(string path) => Path.Exists(path);

    public bool IsPrivate(string path) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & PrivateDirectory.Others) == UnixFileMode.None;

    public IEnumerable<string> List(string directory) => Directory.Exists(directory)
        ? Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path))
        : [];

    public IDisposable? TryLock(string path)
    {
        _ = IsThere(path);
        try
        {
            return new FileStream(path, Options(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException e) when (StoreFailure.IsSharingViolation(e))
        {
            return null;
        }
    }

    private static FileStream CreateNew(string path) => new(path, Options(FileMode.CreateNew, FileShare.None));

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

        return (attributes & FileAttributes.ReparsePoint) == FileAttributes.None || file.LinkTarget is null ? true : throw StoreFailure.Link(path);
    }
}
