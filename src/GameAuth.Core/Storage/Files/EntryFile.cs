using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>A row's file as it was read: two slots of one size. A write overwrites the older slot, so the newer one always survives.</summary>
/// <param name="State">The state of the row.</param>
/// <param name="Current">The newest intact slot.</param>
/// <param name="CurrentIndex">Which slot that is, 0 or 1.</param>
/// <param name="SlotSize">The size of both slots.</param>
/// <param name="Version">The value of <see cref="Row.Version"/>.</param>
internal sealed record EntryFile(RowState State, Slot Current, int CurrentIndex, int SlotSize, RowVersion Version)
{
    /// <summary>No file.</summary>
    public static EntryFile None { get; } = new(RowState.Missing, Slot.Empty, 0, 0, default);

    /// <summary>Whether a deletion was cut off before the file was gone.</summary>
    public bool IsDeletionPending => Current.Kind == SlotKind.Deleted;

    /// <summary>Whether the file is damaged, deleted in part, or perhaps being written now. It has to be read again under the row's lock.</summary>
    public bool NeedsLockedRead => State is RowState.Recovered or RowState.Corrupt || IsDeletionPending;

    /// <summary>The offset of the next write.</summary>
    public long TargetOffset => CurrentIndex == 0 ? SlotSize : 0;

    public long CurrentOffset => CurrentIndex == 0 ? 0 : SlotSize;

    public Row ToRow() => new(State, Version, State is RowState.Found or RowState.Recovered ? Current.Value : default);

    /// <summary>Parses a file.</summary>
    /// <remarks>
    /// Both headers are always checked, and they say which slot is newer. The body of the newer slot is checked next, and the older one only where the newer is
    /// damaged. A version is returned only if its header and body are intact and belong to the expected row.
    /// </remarks>
    /// <param name="file">Its bytes.</param>
    /// <param name="expected">The row that it should have.</param>
    public static EntryFile Parse(ReadOnlySpan<byte> file, ExpectedRow expected)
    {
        SlotHeader? first = SlotHeader.Read(file);
        int size = first?.SlotSize ?? FindSecond(file);
        SlotHeader? second = size < file.Length && SlotHeader.Read(file[size..]) is { } found && found.SlotSize == size ? found : null;
        if (first is { IsNewer: true } || second is { IsNewer: true })
        {
            return new(RowState.NewerFormat, Slot.Empty, 0, size, default);
        }

        int newer = first is { } left && (second is not { } right || left.Sequence > right.Sequence) ? 0 : 1;
        Slot? newest = Read(file, newer == 0 ? first : second, newer * size, expected);

        // A slot of another row replaced a version of this row. The remaining slot may then be older than that version.
        bool isRecovered = first is null || second is null || newest is null
            || (first.Value.Kind != SlotKind.Empty && second.Value.Kind != SlotKind.Empty && !SlotFormat.NamesOf(first.Value, file).SequenceEqual(SlotFormat.NamesOf(second.Value, file[size..])));
        int index = newest is null ? 1 - newer : newer;
        Slot current = newest ?? Read(file, index == 0 ? first : second, index * size, expected) ?? Slot.Empty;
        return current.Kind switch
        {
            SlotKind.Row => new(isRecovered ? RowState.Recovered : RowState.Found, current, index, size, current.Version),
            SlotKind.Deleted => new(RowState.Missing, current, index, size, default),
            _ => new(RowState.Corrupt, Slot.Empty, 0, size, Fingerprint(file)),
        };
    }

    /// <summary>The value in the other slot than <see cref="Current"/>: empty where that slot is damaged, null where it has none.</summary>
    public ReadOnlyMemory<byte>? Older(ReadOnlySpan<byte> file, ExpectedRow expected)
    {
        ReadOnlySpan<byte> slot = TargetOffset < file.Length ? file[(int)TargetOffset..] : default;
        if (SlotHeader.Read(slot) is not { } header || SlotFormat.Read(header, slot, expected) is not { } older)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        return older.Kind == SlotKind.Row ? older.Value : (ReadOnlyMemory<byte>?)null;
    }

    private static Slot? Read(ReadOnlySpan<byte> file, SlotHeader? header, int offset, ExpectedRow expected) =>
        header is { } sound ? SlotFormat.Read(sound, file[offset..], expected) : null;

    // Each slot has its size in its header. Where the first one is damaged, the second one is found at the offset that equals its own size.
    private static int FindSecond(ReadOnlySpan<byte> file)
    {
        for (int offset = SlotFormat.Alignment; offset < file.Length; offset += SlotFormat.Alignment)
        {
            if (SlotHeader.Read(file[offset..])?.SlotSize == offset)
            {
                return offset;
            }
        }

        return SlotFormat.Alignment;
    }

    private static RowVersion Fingerprint(ReadOnlySpan<byte> file) => new(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(file)), 0);
}

/// <summary>Which row a file should have. It is known by its key or, in a listing, by the file's name, which is a hash of the key.</summary>
internal readonly struct ExpectedRow(RowKey? key, string? entryName, PartitionCache? partitions)
{
    /// <summary>Any row, to delete all.</summary>
    public static ExpectedRow Any => default;

    public static ExpectedRow Of(RowKey key) => new(key, null, null);

    /// <summary>A listed file.</summary>
    /// <param name="entryName">Its name.</param>
    /// <param name="partitions">The partition that this reader has seen last.</param>
    public static ExpectedRow Listed(string entryName, PartitionCache partitions) => new(null, entryName, partitions);

    /// <summary>The row's key, where a slot's partition and name (UTF-16) match; null for a slot of another row, which counts as damaged.</summary>
    public RowKey? Match(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> name)
    {
        if (key is { } known)
        {
            return partition.SequenceEqual(Units(known.Partition)) && name.SequenceEqual(Units(known.Name)) ? known : null;
        }

        if (entryName is null)
        {
            return new RowKey(Text(partition), Text(name));
        }

        // The store never writes longer texts.
        if (partition.Length > StoreLayout.LongestText || name.Length > StoreLayout.LongestText)
        {
            return null;
        }

        string text = partitions!.Get(partition, out string prefix);
        return StoreLayout.IsEntryNameOf(entryName, prefix, partition, name) ? new RowKey(text, Text(name)) : null;
    }

    private static string Text(ReadOnlySpan<byte> units) => new(MemoryMarshal.Cast<byte, char>(units));

    private static ReadOnlySpan<byte> Units(string text) => MemoryMarshal.AsBytes(text.AsSpan());
}

/// <summary>The partition of the row that was listed last. The next row mostly has the same one, so its text and hash are made once. For one reader.</summary>
internal sealed class PartitionCache
{
    private string? _text;
    private string _prefix = "";

    /// <summary>The text of a partition (UTF-16), and the prefix of the file names of its rows.</summary>
    public string Get(ReadOnlySpan<byte> units, out string prefix)
    {
        if (_text is null || !units.SequenceEqual(MemoryMarshal.AsBytes(_text.AsSpan())))
        {
            _text = new string(MemoryMarshal.Cast<byte, char>(units));
            _prefix = StoreLayout.PartitionPrefix(_text);
        }

        prefix = _prefix;
        return _text;
    }
}
