namespace GameAuth.Storage;

/// <summary>A small file for this user alone that is made once, under a lock file beside it, so that all first runs agree on it.</summary>
/// <param name="path">The file; <c>{path}.lock</c> stands beside it.</param>
/// <param name="disk">The disk.</param>
/// <param name="time">Measures the wait for another first run.</param>
/// <param name="failure">The error of the source that owns the file.</param>
internal sealed class OnceFile(string path, IStoreDisk disk, TimeProvider time, Func<string, Exception?, CredentialStoreException> failure)
{
    private const int MaxLength = 4096;

    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(30);

    private readonly string _directory = System.IO.Path.GetDirectoryName(path)!;
    private readonly LockFiles _locks = new(disk, time);

    public string Path => path;

    /// <summary>The directory of a token store that the file belongs to; null for a file that stands alone.</summary>
    public string? StoreDirectory { get; init; }

    /// <summary>Whether no other user may read it.</summary>
    public bool IsPrivate => Try(() => disk.IsPrivate(path));

    /// <summary>Reads the file; null where there is none.</summary>
    public byte[]? Read() => Try(() =>
    {
        byte[]? content = disk.Read(path, MaxLength);
        if (content is not null)
        {
            // Whoever made it may have died before its name was on the disk, and rows are about to be sealed on its word.
            disk.FlushDirectory(_directory);
        }

        return content;
    });

    /// <summary>Keeps other makers out; makes the directories first.</summary>
    public async ValueTask<HeldLease> LockAsync(CancellationToken cancellationToken)
    {
        string lockFile = path + ".lock";
        Try(() =>
        {
            Prepare();
            _locks.Test(lockFile);
            return true;
        });
        try
        {
            return await _locks.AcquireAsync(lockFile, LockWait, cancellationToken).ConfigureAwait(false)
                ?? throw failure($"another process has kept {lockFile} locked for {LockWait.TotalSeconds:0} s. End it if it hangs.", null);
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            throw Failed(e);
        }
    }

    /// <summary>Makes the file, whole or not at all; under the lock.</summary>
    public void Create(byte[] content) => Try(() =>
    {
        SweepOrphans();
        string temporary = StoreLayout.Temporary(path);
        disk.Create(temporary, content);

        // First, so that where there is a file the way to it is on the disk.
        DirectoryChain.Flush(disk, _directory);
        disk.Move(temporary, path);
        disk.FlushDirectory(_directory);
        return true;
    });

    /// <summary>Removes the file and what cut off makers left; under the lock, which stays.</summary>
    public void Delete() => Try(() =>
    {
        SweepOrphans();
        disk.Delete(path);
        disk.FlushDirectory(_directory);
        return true;
    });

    private void Prepare()
    {
        if (StoreDirectory is not null)
        {
            // Before the store does, which takes an empty directory for its own and one that holds only our files for a stranger's.
            StoreLayout layout = new(StoreDirectory);
            disk.PrepareDirectory(StoreDirectory, System.IO.Path.GetFileName(layout.Header), System.IO.Path.GetFileName(layout.Entries), System.IO.Path.GetFileName(_directory));
            disk.PrepareDirectory(_directory);
        }
        else if (!disk.Exists(_directory))
        {
            disk.PrepareDirectory(_directory);
        }
    }

    private void SweepOrphans()
    {
        string prefix = System.IO.Path.GetFileName(path) + ".";
        foreach (string name in disk.List(_directory).Where(name =>
            name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(StoreLayout.TemporarySuffix, StringComparison.Ordinal)).ToArray())
        {
            disk.Delete(System.IO.Path.Combine(_directory, name));
        }
    }

    private T Try<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            throw Failed(e);
        }
        catch (CredentialStoreException e) when (e.State == RowState.StoreUnavailable)
        {
            throw failure(e.Message, null);
        }
    }

    private CredentialStoreException Failed(Exception e) =>
        failure($"the file {path} can not be read or made. Let this user read and write it and its directory, and see that the disk is not full.", e);
}
