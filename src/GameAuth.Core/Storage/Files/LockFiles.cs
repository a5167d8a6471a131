using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>Locks that hold between processes: a queue within this one, whose head tries the lock file again and again.</summary>
/// <remarks>The kernel frees a lock when its holder dies, so no lock is ever stale and no lock file is ever deleted.</remarks>
internal sealed class LockFiles(IStoreDisk disk, TimeProvider time)
{
    private const int ShortestPollMilliseconds = 2;
    private const int LongestPollMilliseconds = 32;

    private readonly FifoLocks _queue = new(time);

    /// <summary>Locks a file, or returns null when the wait has passed.</summary>
    public async ValueTask<HeldLease?> AcquireAsync(string path, TimeSpan wait, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        if (await _queue.EnterAsync(path, wait, cancellationToken).ConfigureAwait(false) is not { } place)
        {
            return null;
        }

        IDisposable? file = null;
        try
        {
            file = await PollAsync(path, start, wait, cancellationToken).ConfigureAwait(false);
            return file is null ? null : new HeldLease(file, place);
        }
        finally
        {
            if (file is null)
            {
                place.Dispose();
            }
        }
    }

    /// <summary>Proves that locks exclude here: of two openings one must fail.</summary>
    /// <exception cref="CredentialStoreException">They do not, as on some network file systems.</exception>
    public void Test(string path)
    {
        // Where another process is testing at this moment, its lock excludes ours, which is proof enough.
        using IDisposable? first = disk.TryLock(path);
        using IDisposable? second = first is null ? null : disk.TryLock(path);
        if (second is not null)
        {
            throw StoreFailure.NoLocking(path);
        }
    }

    private async ValueTask<IDisposable?> PollAsync(string path, long start, TimeSpan wait, CancellationToken cancellationToken)
    {
        for (int poll = ShortestPollMilliseconds; ; poll = Math.Min(poll * 2, LongestPollMilliseconds))
        {
            if (disk.TryLock(path) is { } file)
            {
                return file;
            }

            TimeSpan left = wait == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : wait - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            // Jitter keeps processes that wait for one lock from trying in step. The pause is in real time, since
            // the holder lives in another process or store, and not by a clock that a test has stopped.
            TimeSpan pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(poll / 2, poll + 1));
            await Task.Delay(pause < left ? pause : left, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }
}
