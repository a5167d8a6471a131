namespace GameAuth.Storage;

/// <summary>The locks of a store by what they are for.</summary>
internal sealed class StoreLocks(IStoreDisk disk, StoreLayout layout, LockFiles files, StoreOpening opening)
{
    private static readonly TimeSpan RowWait = TimeSpan.FromSeconds(30);

    /// <summary>The write lock of a row; held for one write.</summary>
    /// <exception cref="CredentialStoreException">Another process has kept it for half a minute.</exception>
    public async ValueTask<HeldLease> LockRowAsync(string entryName, CancellationToken cancellationToken) =>
        await LockAsync(layout.RowLock(entryName), RowWait, cancellationToken).ConfigureAwait(false) ?? throw StoreFailure.Busy(layout.Directory, RowWait);

    /// <summary>The lock of a lease; null when the wait has passed.</summary>
    public ValueTask<HeldLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken) =>
        LockAsync(layout.LeaseLock(name), wait, cancellationToken);

    private async ValueTask<HeldLease?> LockAsync(string path, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            if (!disk.Exists(layout.Locks))
            {
                // Removed from under us, say by a "clear data" button: an empty store is a sound store.
                opening.PrepareDirectories();
            }

            return await files.AcquireAsync(path, wait, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            throw StoreFailure.From(e, layout.Directory);
        }
    }
}
