namespace GameAuth.Storage;

/// <summary>Reads entry files: lock-free where a file is sound, and once more under the row's lock where it is not, since it may be in the midst of a write.</summary>
internal sealed class EntryReader(IStoreDisk disk, StoreLayout layout, StoreLocks locks, EntryWriter writer)
{
    private readonly EntryNames _names = new();

    /// <summary>The file as it is now, for a caller who holds the row's lock.</summary>
    public EntryFile Read(string entryName, EntryPlace place)
    {
        if (disk.Borrow(layout.Entry(entryName), SlotFormat.MaxFile) is not { } file)
        {
            return EntryFile.None;
        }

        using (file)
        {
            return EntryFile.Parse(file.Bytes, place);
        }
    }

    /// <summary>The file of a row.</summary>
    public ValueTask<EntryFile> ReadAsync(RowKey key, CancellationToken cancellationToken) =>
        ReadAsync(_names.Get(key), EntryPlace.Of(key), cancellationToken);

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

    /// <summary>The file of a name; a doubtful one once more under the row's lock.</summary>
    public ValueTask<EntryFile> ReadAsync(string entryName, EntryPlace place, CancellationToken cancellationToken)
    {
        try
        {
            EntryFile entry = Read(entryName, place);
            return entry.IsDoubtful ? ReadAgainAsync(entryName, place, cancellationToken) : new(entry);
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            throw StoreFailure.From(e, layout.Directory);
        }
    }

    private async ValueTask<EntryFile> ReadAgainAsync(string entryName, EntryPlace place, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadLockedAsync(entryName, place, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            throw StoreFailure.From(e, layout.Directory);
        }
    }

    private async ValueTask<EntryFile> ReadLockedAsync(string entryName, EntryPlace place, CancellationToken cancellationToken)
    {
        HeldLease held = await locks.LockRowAsync(entryName, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            EntryFile entry = Read(entryName, place);
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
