using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>The locks of a file store: one for writes to a row, and one for each lease.</summary>
internal sealed class StoreLocks(IStoreDisk disk, StoreLayout layout, LockFiles files, StoreOpening opening)
{
    private static readonly TimeSpan RowWait = TimeSpan.FromSeconds(30);

    /// <summary>Takes the write lock of a row. It is held for one write.</summary>
    /// <exception cref="CredentialStoreException">Another process has kept it for half a minute.</exception>
    public async ValueTask<IDisposable> LockRowAsync(string entryName, CancellationToken cancellationToken) =>
        await LockAsync(layout.RowLock(entryName), RowWait, deletes: false, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.LockTimeout(layout.Directory, RowWait);

    /// <summary>Takes a lease; null when the wait has passed.</summary>
    public async ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken) =>
        await LockAsync(layout.LeaseLock(name), wait, deletes: true, cancellationToken).ConfigureAwait(false) is { } held ? new HeldLease(held) : null;

    private async ValueTask<IDisposable?> LockAsync(string path, TimeSpan wait, bool deletes, CancellationToken cancellationToken)
    {
        try
        {
            if (!disk.Exists(layout.Locks) || !disk.Exists(layout.Entries) || !disk.Exists(layout.Quarantine))
            {
                // Somebody removed the store or a part of it, perhaps with a "clear data" button. An empty store is a valid store.
                opening.PrepareDirectories();
                disk.FlushDirectory(layout.Directory);
            }

            return await files.AcquireAsync(path, wait, deletes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw StoreErrors.FromDiskFailure(e, layout.Directory);
        }
    }
}

/// <summary>Locks between processes. Within this process callers wait in a queue, and the first one polls the lock file.</summary>
/// <remarks>The kernel frees a lock when its holder dies, so no lock is ever stale.</remarks>
internal sealed class LockFiles(IStoreDisk disk, TimeProvider time)
{
    private const int MinPollMilliseconds = 2;
    private const int MaxPollMilliseconds = 32;

    private readonly AsyncKeyedLock _queue = new(time);

    /// <summary>Locks a file, or returns null when the wait has passed.</summary>
    /// <param name="path">The lock file.</param>
    /// <param name="wait">How long to wait for its holder.</param>
    /// <param name="deletes">Whether the file is deleted when the lock is released.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<IDisposable?> AcquireAsync(string path, TimeSpan wait, bool deletes, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        if (await _queue.EnterAsync(path, wait, cancellationToken).ConfigureAwait(false) is not { } place)
        {
            return null;
        }

        IDisposable? file = null;
        try
        {
            file = await PollAsync(path, start, wait, deletes, cancellationToken).ConfigureAwait(false);
            return file is null ? null : new HeldLock(file, place);
        }
        finally
        {
            if (file is null)
            {
                place.Dispose();
            }
        }
    }

    /// <summary>Checks that locks exclude here: of two handles on one file the second must fail.</summary>
    /// <exception cref="CredentialStoreException">They do not, as on some network file systems.</exception>
    public void VerifyExclusion(string path)
    {
        // Where another process makes the same check now, its lock excludes ours, which is proof enough.
        using IDisposable? first = disk.TryLock(path);
        using IDisposable? second = first is null ? null : disk.TryLock(path);
        if (second is not null)
        {
            throw StoreErrors.LockingNotSupported(path);
        }
    }

    private async ValueTask<IDisposable?> PollAsync(string path, long start, TimeSpan wait, bool deletes, CancellationToken cancellationToken)
    {
        for (int poll = MinPollMilliseconds; ; poll = Math.Min(poll * 2, MaxPollMilliseconds))
        {
            if (disk.TryLock(path, deletes) is { } file)
            {
                return file;
            }

            TimeSpan left = wait == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : wait - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            // Jitter keeps processes that wait for one lock from polling at the same moments. The pause is in real time, since
            // the holder is in another process or store and does not follow a clock that a test has stopped.
            TimeSpan pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(poll / 2, poll + 1));
            await Task.Delay(pause < left ? pause : left, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class HeldLock(IDisposable file, IDisposable place) : IDisposable
    {
        public void Dispose()
        {
            file.Dispose();
            place.Dispose();
        }
    }
}
