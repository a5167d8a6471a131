using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>Changes entry files. The caller holds the row's lock. After a crash at any step an intact version remains.</summary>
internal sealed class EntryWriter(IStoreDisk disk, StoreLayout layout)
{
    private const int MaxDurable = 4096;

    private readonly Quarantine _quarantine = new(disk, layout);
    private readonly ConcurrentDictionary<string, RowVersion> _durable = new();

    /// <summary>Copies a damaged file to the quarantine when it is read, if the disk allows it. A write does it again, and fails where it can't.</summary>
    public void TryQuarantine(string entryName) => Attempt(() => _quarantine.Keep(layout.Entry(entryName)));

    /// <summary>Writes the next version.</summary>
    public void Write(string entryName, EntryFile seen, Slot next)
    {
        string path = layout.Entry(entryName);
        if (seen.State == RowState.Corrupt)
        {
            _quarantine.Keep(path);
        }

        if (seen.State is not (RowState.Found or RowState.Recovered))
        {
            // Both slots get the value, so that a row that was written once survives the loss of either slot.
            Replace(path, next with { Sequence = 1 }, next with { Sequence = 2 });
        }
        else if (SlotFormat.SizeFor(next) > seen.SlotSize)
        {
            // The previous version is copied too, so that the larger file has an intact version besides the new one.
            Replace(path, seen.Current, next with { Sequence = seen.Current.Sequence + 1 });
        }
        else
        {
            EnsureDurable(entryName, seen);
            Overwrite(path, seen, next with { Sequence = seen.Current.Sequence + 1 });
        }

        Remember(entryName, next.Version);
    }

    /// <summary>Deletes a row: the older slot is marked as deleted, then the newer one, then the file is deleted.</summary>
    public void Delete(string entryName, EntryFile seen)
    {
        string path = layout.Entry(entryName);
        if (seen.State == RowState.Corrupt)
        {
            _quarantine.Keep(path);
            Remove(entryName);
            return;
        }

        EnsureDurable(entryName, seen);
        Slot deleted = seen.Current.ToDeleted(seen.Current.Sequence + 1);
        WriteSlot(path, seen.TargetOffset, deleted, seen.SlotSize);
        WriteSlot(path, seen.CurrentOffset, deleted, seen.SlotSize);
        Remove(entryName);
    }

    /// <summary>Completes a deletion that was cut off: overwrites the slot that still has a value, and deletes the file.</summary>
    public void FinishDelete(string entryName, EntryFile seen)
    {
        EnsureDurable(entryName, seen);
        WriteSlot(layout.Entry(entryName), seen.TargetOffset, seen.Current, seen.SlotSize);
        Remove(entryName);
    }

    private void Remove(string entryName)
    {
        disk.Delete(layout.Entry(entryName));
        disk.FlushDirectory(layout.Entries);
        _durable.TryRemove(entryName, out _);
    }

    // The version that was read may be only in the page cache, when its writer died or its flush failed. Until it and its name are on the disk, the
    // older slot must not be overwritten. So the same bytes are written again: a flush alone would not retry pages that failed once.
    private void EnsureDurable(string entryName, EntryFile seen)
    {
        if (seen.State == RowState.Found && _durable.TryGetValue(entryName, out RowVersion known) && known == seen.Version)
        {
            return;
        }

        WriteSlot(layout.Entry(entryName), seen.CurrentOffset, seen.Current, seen.SlotSize);
        disk.FlushDirectory(layout.Entries);
    }

    private void Remember(string entryName, RowVersion version)
    {
        if (_durable.Count >= MaxDurable)
        {
            _durable.Clear();
        }

        _durable[entryName] = version;
    }

    private void Overwrite(string path, EntryFile seen, Slot next)
    {
        try
        {
            WriteSlot(path, seen.TargetOffset, next, seen.SlotSize);
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            // The bytes that were not flushed may still be in the page cache, and must not be read as if they had been saved.
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
                // Somebody removed the whole store, and its directories have been created again since.
                disk.FlushDirectoryAndParents(layout.Directory);
            }

            disk.Move(temporary, path);
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
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
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            // The failure before this one, or the state of the row, is more important.
        }
    }
}

/// <summary>Keeps copies of damaged files, each content once. Only <see cref="StoreClearing"/> deletes them.</summary>
internal sealed class Quarantine(IStoreDisk disk, StoreLayout layout)
{
    private const int FingerprintSize = 8;

    /// <summary>Copies a file to the quarantine. The copy is on the disk when this returns. The caller holds the lock of the file's row.</summary>
    public void Keep(string path)
    {
        if (disk.Read(path, SlotFormat.MaxFile) is not { } content)
        {
            return;
        }

        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, FingerprintSize));
        string kept = Path.Combine(layout.Quarantine, $"{Path.GetFileName(path)}.{fingerprint}");
        if (!disk.Exists(kept))
        {
            string temporary = StoreLayout.Temporary(kept);
            disk.Copy(path, temporary);
            disk.Move(temporary, kept);
        }

        // Also for an existing copy: its creator may have died before its name was on the disk.
        disk.FlushDirectory(layout.Quarantine);
    }
}

/// <summary>Deletes every row and every copy in the quarantine. The locks of rows stay, since who waits for one has it open.</summary>
internal sealed class StoreClearing(IStoreDisk disk, StoreLayout layout, StoreLocks locks, StoreOpening opening, EntryReader reader, EntryWriter writer)
{
    /// <summary>Deletes the rows and the copies.</summary>
    /// <returns>How many copies there were.</returns>
    public async Task<int> ClearAsync(CancellationToken cancellationToken)
    {
        foreach (string name in reader.List(partition: null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using IDisposable held = await locks.LockRowAsync(name, cancellationToken).ConfigureAwait(false);
            Remove(name);
        }

        return DiscardCopies(cancellationToken);
    }

    /// <summary>Deletes the copies, and the temporary files of writers that died: both may have what an old key opens.</summary>
    /// <returns>How many copies there were.</returns>
    public int DiscardCopies(CancellationToken cancellationToken)
    {
        opening.DeleteTemporaryRows();
        string[] copies = [.. disk.List(layout.Quarantine)];
        foreach (string name in copies)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Wipe(Path.Combine(layout.Quarantine, name));
        }

        disk.FlushDirectory(layout.Entries);
        disk.FlushDirectory(layout.Quarantine);
        return copies.Length;
    }

    private void Remove(string name)
    {
        EntryFile entry = reader.Read(name, ExpectedRow.Any);
        if (entry.State is RowState.Found or RowState.Recovered)
        {
            // After a crash the next reader can complete this deletion; a plain overwrite would leave a damaged row.
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
