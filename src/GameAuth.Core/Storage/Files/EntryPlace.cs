using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>Which row a file stands for: known by its key, or, in a listing, by the file's name, which the key gives.</summary>
internal readonly struct EntryPlace
{
    private readonly RowKey? _key;
    private readonly string? _entryName;
    private readonly SeenPartition? _seen;

    private EntryPlace(RowKey? key, string? entryName, SeenPartition? seen)
    {
        _key = key;
        _entryName = entryName;
        _seen = seen;
    }

    /// <summary>Whichever row it is, for one who removes them all.</summary>
    public static EntryPlace Any => default;

    public static EntryPlace Of(RowKey key) => new(key, null, null);

    /// <summary>A listed file.</summary>
    /// <param name="entryName">Its name.</param>
    /// <param name="seen">What this reader has seen before.</param>
    public static EntryPlace Listed(string entryName, SeenPartition seen) => new(null, entryName, seen);

    /// <summary>The row's key, where a slot's partition and name (UTF-16) are those of this place; null for a slot of another row, which is as good as damaged.</summary>
    public RowKey? Match(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> name)
    {
        if (_key is { } key)
        {
            return partition.SequenceEqual(Units(key.Partition)) && name.SequenceEqual(Units(key.Name)) ? key : null;
        }

        if (_entryName is null)
        {
            return new RowKey(Text(partition), Text(name));
        }

        // A longer text can not have been written by us.
        if (partition.Length > StoreLayout.LongestText || name.Length > StoreLayout.LongestText)
        {
            return null;
        }

        string text = _seen!.Get(partition, out string prefix);
        return StoreLayout.IsEntryNameOf(_entryName, prefix, partition, name) ? new RowKey(text, Text(name)) : null;
    }

    private static string Text(ReadOnlySpan<byte> units) => new(MemoryMarshal.Cast<byte, char>(units));

    private static ReadOnlySpan<byte> Units(string text) => MemoryMarshal.AsBytes(text.AsSpan());
}
