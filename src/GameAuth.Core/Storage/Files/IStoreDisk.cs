using System.Buffers;

namespace GameAuth.Storage;

/// <summary>The disk operations of the file store. Tests replace them, and let a crash or a full disk cut off each step.</summary>
internal interface IStoreDisk
{
    /// <summary>Makes sure that a directory exists for this user only; see <see cref="PrivateDirectory.Prepare"/>.</summary>
    void PrepareDirectory(string path, params ReadOnlySpan<string> own);

    /// <summary>Refuses a file below directories that other users can change; see <see cref="ParentDirectoryCheck"/>. Access lists of Windows are not looked at.</summary>
    void CheckParents(string path);

    /// <summary>Reads a file; null where there is none. At most <paramref name="limit"/> bytes.</summary>
    byte[]? Read(string path, int limit);

    /// <summary>As <see cref="Read"/>, into a pooled buffer that the caller gives back soon.</summary>
    FileContent? ReadPooled(string path, int limit) => Read(path, limit) is { } content ? new FileContent(content, content.Length, isRented: false) : null;

    /// <summary>Creates a file for this user only. When this returns its content is on the disk, but its name may not be.</summary>
    void Create(string path, ReadOnlySpan<byte> content);

    /// <summary>Copies a whole file, as <see cref="Create"/> does.</summary>
    void Copy(string from, string to);

    /// <summary>Writes within a file. It is on the disk when this returns.</summary>
    void Overwrite(string path, long offset, ReadOnlySpan<byte> content);

    /// <summary>Renames a file and replaces an existing one atomically.</summary>
    void Move(string from, string to);

    /// <summary>Deletes a file; nothing happens where there is none.</summary>
    void Delete(string path);

    /// <summary>Writes the names in a directory to the disk.</summary>
    void FlushDirectory(string path);

    /// <summary>Writes the names in a directory and in all directories above it to the disk, since any of them may be new.</summary>
    void FlushDirectoryAndParents(string path)
    {
        FlushDirectory(path);
        try
        {
            for (string? parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
            {
                FlushDirectory(parent);
            }
        }
        catch (Exception e) when (StoreErrors.IsAccessDenied(e) || StoreErrors.IsReadOnly(e))
        {
            // A directory that this user may not open, or whose disk is read-only, was not created by this user, and neither were those above it.
        }
    }

    /// <summary>Whether there is a file or directory.</summary>
    bool Exists(string path);

    /// <summary>Whether no other user may read a file, by its permission bits.</summary>
    bool IsPrivate(string path);

    /// <summary>The names of the files in a directory; none where there is no directory.</summary>
    IEnumerable<string> List(string directory);

    /// <summary>Locks a file against every other handle, in this and other processes; null where it is locked. The lock ends when its holder dies.</summary>
    /// <param name="path">The file; made where there is none.</param>
    /// <param name="deletes">Whether the file is deleted when the lock is released. Nobody who waited is left with a lock on the deleted file.</param>
    IDisposable? TryLock(string path, bool deletes = false);
}

/// <summary>A file's bytes in a buffer that returns to its pool. Copy out what has to stay.</summary>
internal readonly struct FileContent(byte[] buffer, int length, bool isRented) : IDisposable
{
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public void Dispose()
    {
        if (isRented)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
