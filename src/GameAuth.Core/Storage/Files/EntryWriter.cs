using System.Buffers;
using System.Collections.Concurrent;

namespace GameAuth.Storage;

/// <summary>The steps that change an entry file. The caller holds the row's lock; whichever step is the last before a crash, a whole version remains.</summary>
internal sealed class EntryWriter(IStoreDisk disk, StoreLayout layout)
{
    private const int MostSettled = 4096;

    private readonly Quarantine _quarantine = new(disk, layout);
    private readonly ConcurrentDictionary<string, RowVersion> _settled = new();

    /// <summary>Keeps a damaged file aside as soon as it is seen, if the disk lets us; before it is replaced it must.</summary>
    public void TryKeep(string entryName) => Attempt(() => _quarantine.Keep(layout.Entry(entryName)));

    /// <summary>Writes the version that follows.</summary>
    public void Write(string entryName, EntryFile seen, Slot next)
    {
        string path = layout.Entry(entryName);
        if (seen.State == RowState.Corrupt)
        {
            _quarantine.Keep(path);
        }

        if (seen.State is not (RowState.Found or RowState.Recovered))
        {
            // Twice, so that a row that is written once outlives the loss of either slot.
            Replace(path, next with { Sequence = 1 }, next with { Sequence = 2 });
        }
        else if (SlotFormat.SizeFor(next) > seen.SlotSize)
        {
            // The version before moves along, so that the grown file has a good one besides the new.
            Replace(path, seen.Current, next with { Sequence = seen.Current.Sequence + 1 });
        }
        else
        {
            Settle(entryName, seen);
            Overwrite(path, seen, next with { Sequence = seen.Current.Sequence + 1 });
        }

        Remember(entryName, next.Version);
    }

    /// <summary>Deletes a row: the older slot says so first, then the newer is overwritten, then the file goes.</summary>
    public void Delete(string entryName, EntryFile seen)
    {
        string path = layout.Entry(entryName);
        if (seen.State == RowState.Corrupt)
        {
            _quarantine.Keep(path);
            Remove(entryName);
            return;
        }

        Settle(entryName, seen);
        Slot deleted = seen.Current.ToDeleted(seen.Current.Sequence + 1);
        WriteSlot(path, seen.TargetOffset, deleted, seen.SlotSize);
        WriteSlot(path, seen.CurrentOffset, deleted, seen.SlotSize);
        Remove(entryName);
    }

    /// <summary>Ends a deletion that was cut off: overwrites the slot that still has a value, and removes the file.</summary>
    public void FinishDelete(string entryName, EntryFile seen)
    {
        Settle(entryName, seen);
        WriteSlot(layout.Entry(entryName), seen.TargetOffset, seen.Current, seen.SlotSize);
        Remove(entryName);
    }

    private void Remove(string entryName)
    {
        disk.Delete(layout.Entry(entryName));
        disk.FlushDirectory(layout.Entries);
        _settled.TryRemove(entryName, out _);
    }

    // What was read may be in the page cache only, where its writer died or its flush failed; until it and its name are on the disk, the
    // older slot is the only whole one. Writing the same bytes again is harmless, and a flush alone would not retry pages that once failed.
    private void Settle(string entryName, EntryFile seen)
    {
        if (seen.State == RowState.Found && _settled.TryGetValue(entryName, out RowVersion known) && known == seen.Version)
        {
            return;
        }

        WriteSlot(layout.Entry(entryName), seen.CurrentOffset, seen.Current, seen.SlotSize);
        disk.FlushDirectory(layout.Entries);
    }

    private void Remember(string entryName, RowVersion version)
    {
        if (_settled.Count >= MostSettled)
        {
            _settled.Clear();
        }

        _settled[entryName] = version;
    }

    private void Overwrite(string path, EntryFile seen, Slot next)
    {
        try
        {
            WriteSlot(path, seen.TargetOffset, next, seen.SlotSize);
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            // What was not flushed may still be in the page cache, and must not be read as if it had been saved.
            Attempt(() => WriteSlot(path, seen.TargetOffset, Slot.Empty, seen.SlotSize));
            throw;
        }
    }

    private void Replace(string path, Slot first, Slot second)
    {
        int size = Math.Max(SlotFormat.SizeFor(first), SlotFormat.SizeFor(second));
        byte[] file = new byte[2 * size];
        SlotFormat.Write(first, file.AsSpan(0, size));
        SlotFormat.Write(second, file.AsSpan(size));
        string temporary = StoreLayout.Temporary(path);
        try
        {
            disk.Create(temporary, file);
            if (!disk.Exists(layout.Header))
            {
                // Removed from under us with the whole store, whose directories were made anew since.
                DirectoryChain.Flush(disk, layout.Directory);
            }

            disk.Move(temporary, path);
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            Attempt(() => disk.Delete(temporary));
            throw;
        }

        disk.FlushDirectory(layout.Entries);
    }

    private void WriteSlot(string path, long offset, Slot slot, int size)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            SlotFormat.Write(slot, buffer.AsSpan(0, size));
            disk.Overwrite(path, offset, buffer.AsSpan(0, size));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Attempt(Action cleanUp)
    {
        try
        {
            cleanUp();
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            // There is something more important to tell: the failure before this one, or the state of the row.
        }
    }
}
