namespace GameAuth.Storage;

/// <summary>What the file store asks of a disk: few steps, each of which a crash or a full disk may cut off, so that tests can do so.</summary>
internal interface IStoreDisk
{
    /// <summary>Makes sure that a directory exists for this user alone; see <see cref="PrivateDirectory.Prepare"/>.</summary>
    void PrepareDirectory(string path, params ReadOnlySpan<string> own);

    /// <summary>Reads a file; null where there is none. At most <paramref name="limit"/> bytes.</summary>
    byte[]? Read(string path, int limit);

    /// <summary>As <see cref="Read"/>, for a caller who is done with the bytes at once: a disk may lend a buffer.</summary>
    FileContent? Borrow(string path, int limit) => Read(path, limit) is { } content ? FileContent.Of(content) : null;

    /// <summary>Creates a file for this user alone; it is on the disk when this returns, under a name that may not be yet.</summary>
    void Create(string path, ReadOnlySpan<byte> content);

    /// <summary>Copies a file whole, as <see cref="Create"/> would.</summary>
    void Copy(string from, string to);

    /// <summary>Writes within a file; on the disk when this returns.</summary>
    void Overwrite(string path, long offset, ReadOnlySpan<byte> content);

    /// <summary>Renames a file, replacing another at once.</summary>
    void Move(string from, string to);

    /// <summary>Removes a file; nothing happens where there is none.</summary>
    void Delete(string path);

    /// <summary>Puts the names of a directory on the disk.</summary>
    void FlushDirectory(string path);

    /// <summary>Whether there is a file or directory.</summary>
    bool Exists(string path);

    /// <summary>Whether no other user may read a file, as far as permission bits tell.</summary>
    bool IsPrivate(string path);

    /// <summary>The names of the files in a directory; none where there is no directory.</summary>
    IEnumerable<string> List(string directory);

    /// <summary>Locks a file against every other opening, in this and other processes; null where it is locked. The lock ends with its holder.</summary>
    IDisposable? TryLock(string path);
}
