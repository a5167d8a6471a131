using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>Which row a file stands for: known by its key, or, in a listing, by the file's name, which the key gives.</summary>
internal readonly struct EntryPlace
{
    private readonly RowKey? _key;
    private readonly string? _entryName;
    private readonly string? _partition;

    private EntryPlace(RowKey? key, string? entryName, string? partition)
    {
        _key = key;
        _entryName = entryName;
        _partition = partition;
    }

    public static EntryPlace Of(RowKey key) => new(key, null, null);

    /// <summary>A listed file.</summary>
    /// <param name="entryName">Its name.</param>
    /// <param name="partition">The partition whose prefix the name has; null where that is not known.</param>
    public static EntryPlace Listed(string entryName, string? partition) => new(null, entryName, partition);

    /// <summary>The row's key, where a slot's partition and name (UTF-16) are those of this place; null for a slot of another row, which is as good as damaged.</summary>
    public RowKey? Match(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> name)
    {
        if (_key is { } key)
        {
            return partition.SequenceEqual(Units(key.Partition)) && name.SequenceEqual(Units(key.Name)) ? key : null;
        }

        bool known = _partition is not null && partition.SequenceEqual(Units(_partition));
        return StoreLayout.IsEntryNameOf(_entryName, partition, name) ? new RowKey(known ? _partition! : Text(partition), Text(name)) : null;
    }

    private static ReadOnlySpan<byte> Units(string text) => MemoryMarshal.AsBytes(text.AsSpan());

    private static string Text(ReadOnlySpan<byte> units) => new(MemoryMarshal.Cast<byte, char>(units));
}
