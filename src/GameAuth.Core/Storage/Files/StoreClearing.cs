namespace GameAuth.Storage;

/// <summary>Removes every row and every copy that was kept aside. Lock files stay: a lock on a deleted file excludes nobody.</summary>
internal sealed class StoreClearing(IStoreDisk disk, StoreLayout layout, StoreLocks locks, EntryReader reader, EntryWriter writer)
{
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        foreach (string name in reader.List(partition: null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            HeldLease held = await locks.LockRowAsync(name, cancellationToken).ConfigureAwait(false);
            await using (held.ConfigureAwait(false))
            {
                Remove(name);
            }
        }

        foreach (string name in disk.List(layout.Quarantine).ToArray())
        {
            Wipe(Path.Combine(layout.Quarantine, name));
        }

        disk.FlushDirectory(layout.Entries);
        disk.FlushDirectory(layout.Quarantine);
    }

    private void Remove(string name)
    {
        EntryFile entry = reader.Read(name, EntryPlace.Any);
        if (entry.State is RowState.Found or RowState.Recovered)
        {
            // So that a crash in between leaves a deletion for the next reader to finish, and no damaged row.
            writer.Delete(name, entry);
        }
        else
        {
            Wipe(layout.Entry(name));
        }
    }

    private void Wipe(string path)
    {
        if (disk.Read(path, SlotFormat.MaxFile) is { } content)
        {
            disk.Overwrite(path, 0, new byte[content.Length]);
            disk.Delete(path);
        }
    }
}
