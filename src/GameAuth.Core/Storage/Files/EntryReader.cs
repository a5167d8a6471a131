namespace GameAuth.Storage;

/// <summary>Reads entry files: lock-free where a file is sound, and once more under the row's lock where it is not, since it may be in the midst of a write.</summary>
internal sealed class EntryReader(IStoreDisk disk, StoreLayout layout, StoreLocks locks, EntryWriter writer)
{
    /// <summary>The file as it is now, for a caller who holds the row's lock.</summary>
    public EntryFile Read(string entryName, Predicate<RowKey> belongs) => EntryFile.Parse(disk.Read(layout.Entry(entryName), SlotFormat.MaxFile), belongs);

    /// <summary>The file of a row.</summary>
    public ValueTask<EntryFile> ReadAsync(RowKey key, CancellationToken cancellationToken) =>
        ReadAsync(StoreLayout.EntryName(key), found => found == key, cancellationToken);

    /// <summary>A listed file, whose row is known by the name that its key gives.</summary>
    public ValueTask<EntryFile> ReadAsync(string entryName, CancellationToken cancellationToken) =>
        ReadAsync(entryName, key => string.Equals(StoreLayout.EntryName(key), entryName, StringComparison.Ordinal), cancellationToken);

    /// <summary>The names of the files of a partition; null for all.</summary>
    public string[] List(string? partition)
    {
        string prefix = partition is null ? "" : StoreLayout.PartitionPrefix(partition);
        try
        {
            return [.. disk.List(layout.Entries).Where(name => StoreLayout.IsEntryName(name) && name.StartsWith(prefix, StringComparison.Ordinal))];
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            throw StoreFailure.From(e, layout.Directory);
        }
    }

    private async ValueTask<EntryFile> ReadAsync(string entryName, Predicate<RowKey> belongs, CancellationToken cancellationToken)
    {
        try
        {
            EntryFile entry = Read(entryName, belongs);
            return entry.IsDoubtful ? await ReadLockedAsync(entryName, belongs, cancellationToken).ConfigureAwait(false) : entry;
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            throw StoreFailure.From(e, layout.Directory);
        }
    }

    private async ValueTask<EntryFile> ReadLockedAsync(string entryName, Predicate<RowKey> belongs, CancellationToken cancellationToken)
    {
        HeldLease held = await locks.LockRowAsync(entryName, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            EntryFile entry = Read(entryName, belongs);
            if (entry.IsHalfDeleted)
            {
                writer.FinishDelete(entryName, entry);
                return EntryFile.None;
            }

            if (entry.State == RowState.Corrupt)
            {
                writer.TryKeep(entryName);
            }

            return entry;
        }
    }
}
