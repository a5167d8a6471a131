namespace GameAuth.Storage;

/// <summary>Reads entry files without a lock. A file that is not sound is read again under the row's lock, since a write may be going on.</summary>
internal sealed class EntryReader(IStoreDisk disk, StoreLayout layout, StoreLocks locks, EntryWriter writer)
{
    private readonly EntryNameCache _names = new();

    /// <summary>Reads the file once, for a caller that holds the row's lock.</summary>
    public EntryFile Read(string entryName, ExpectedRow expected)
    {
        if (disk.ReadPooled(layout.Entry(entryName), SlotFormat.MaxFile) is not { } file)
        {
            return EntryFile.None;
        }

        using (file)
        {
            return EntryFile.Parse(file.Bytes, expected);
        }
    }

    /// <summary>Reads what the file has beside its current version, for a caller that holds the row's lock; see <see cref="EntryFile.Older"/>.</summary>
    public ReadOnlyMemory<byte>? ReadOlder(string entryName, ExpectedRow expected)
    {
        if (disk.ReadPooled(layout.Entry(entryName), SlotFormat.MaxFile) is not { } file)
        {
            return null;
        }

        using (file)
        {
            EntryFile entry = EntryFile.Parse(file.Bytes, expected);
            return entry.State is RowState.Found or RowState.Recovered ? entry.Older(file.Bytes, expected) : null;
        }
    }

    /// <summary>Reads the file of a row.</summary>
    public ValueTask<EntryFile> ReadAsync(RowKey key, CancellationToken cancellationToken) =>
        ReadAsync(_names.Get(key), ExpectedRow.Of(key), cancellationToken);

    /// <summary>The names of the files of a partition; null for all.</summary>
    public string[] List(string? partition)
    {
        string prefix = partition is null ? "" : StoreLayout.PartitionPrefix(partition);
        try
        {
            return [.. disk.List(layout.Entries).Where(name => StoreLayout.IsEntryName(name) && name.StartsWith(prefix, StringComparison.Ordinal))];
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw StoreErrors.FromDiskFailure(e, layout.Directory);
        }
    }

    /// <summary>Reads the file of a name, and if necessary again under the row's lock.</summary>
    public ValueTask<EntryFile> ReadAsync(string entryName, ExpectedRow expected, CancellationToken cancellationToken)
    {
        try
        {
            EntryFile entry = Read(entryName, expected);
            return entry.NeedsLockedRead ? ReadLockedAsync(entryName, expected, cancellationToken) : new(entry);
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw StoreErrors.FromDiskFailure(e, layout.Directory);
        }
    }

    private async ValueTask<EntryFile> ReadLockedAsync(string entryName, ExpectedRow expected, CancellationToken cancellationToken)
    {
        using IDisposable held = await locks.LockRowAsync(entryName, cancellationToken).ConfigureAwait(false);
        try
        {
            EntryFile entry = Read(entryName, expected);
            if (entry.IsDeletionPending)
            {
                writer.FinishDelete(entryName, entry);
                return EntryFile.None;
            }

            if (entry.State == RowState.Corrupt)
            {
                writer.TryQuarantine(entryName);
            }

            return entry;
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw StoreErrors.FromDiskFailure(e, layout.Directory);
        }
    }
}

/// <summary>A cache of the file names of recently used rows. A name takes two hashes, a large part of the time of a read.</summary>
internal sealed class EntryNameCache
{
    private const int Size = 256;

    private readonly Known?[] _known = new Known?[Size];

    public string Get(RowKey key)
    {
        ref Known? entry = ref _known[(uint)key.GetHashCode() % Size];
        Known? known = Volatile.Read(ref entry);
        if (known?.Key != key)
        {
            known = new Known(key, StoreLayout.EntryName(key));
            Volatile.Write(ref entry, known);
        }

        return known.Name;
    }

    private sealed record Known(RowKey Key, string Name);
}
