namespace GameAuth.Storage;

/// <summary>What happens once before a file store is used: directories, lock self-test, header, and the sweep of what a crash left.</summary>
internal sealed class StoreOpening(IStoreDisk disk, StoreLayout layout, LockFiles locks)
{
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(30);

    public async Task OpenAsync()
    {
        RefuseNewer(StoreHeader.Read(disk, layout));
        PrepareDirectories();
        locks.Test(layout.SelfTestLock);
        HeldLease held = await locks.AcquireAsync(layout.StoreLock, LockWait, CancellationToken.None).ConfigureAwait(false)
            ?? throw StoreFailure.Busy(layout.Directory, LockWait);
        await using (held.ConfigureAwait(false))
        {
            EnsureHeader();
            SweepHeader(layout.Directory);
            SweepHeader(layout.Quarantine);
        }

        SweepRows(layout.Entries);
        SweepRows(layout.Quarantine);
    }

    /// <summary>Creates what is missing; also when a directory was removed from under an open store.</summary>
    public void PrepareDirectories()
    {
        disk.PrepareDirectory(layout.Directory, Path.GetFileName(layout.Header), Path.GetFileName(layout.Entries));
        disk.PrepareDirectory(layout.Entries);
        disk.PrepareDirectory(layout.Locks);
        disk.PrepareDirectory(layout.Quarantine);
    }

    private static void RefuseNewer(StoreHeader? header)
    {
        if (header?.Format > StoreHeader.CurrentFormat)
        {
            throw StoreFailure.Newer("the token store");
        }
    }

    private void EnsureHeader()
    {
        StoreHeader? header = StoreHeader.Read(disk, layout);
        RefuseNewer(header);
        if (header is not null)
        {
            // Whoever made it, or a directory beside it, may have died before the names were on the disk.
            disk.FlushDirectory(layout.Directory);
            return;
        }

        if (disk.Exists(layout.Header))
        {
            new Quarantine(disk, layout).Keep(layout.Header);
        }

        // First, so that where there is a header the way to it is on the disk.
        DirectoryChain.Flush(disk, layout.Directory);
        StoreHeader.Create(disk, layout);
    }

    // Under the store's lock, so nobody is making one now.
    private void SweepHeader(string directory)
    {
        foreach (string name in Temporaries(directory))
        {
            if (name.StartsWith(Path.GetFileName(layout.Header), StringComparison.Ordinal))
            {
                disk.Delete(Path.Combine(directory, name));
            }
        }
    }

    // A file in the making is left where its maker still holds the row.
    private void SweepRows(string directory)
    {
        foreach (string name in Temporaries(directory))
        {
            using IDisposable? held = StoreLayout.TryGetEntryName(name, out string entry) ? disk.TryLock(layout.RowLock(entry)) : null;
            if (held is not null)
            {
                disk.Delete(Path.Combine(directory, name));
            }
        }
    }

    private string[] Temporaries(string directory) =>
        [.. disk.List(directory).Where(name => name.EndsWith(StoreLayout.TemporarySuffix, StringComparison.Ordinal))];
}
