using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>The paths of a file store. File names are hashes of row names, so no name can leave its directory.</summary>
internal sealed class StoreLayout(string directory)
{
    public const string TemporarySuffix = ".tmp";

    /// <summary>The longest partition or name, in bytes.</summary>
    public const int LongestText = RowLimits.Text * sizeof(char);

    private const string EntrySuffix = ".gat";
    private const string LeasePrefix = "lease-";
    private const string LockSuffix = ".lock";
    private const int HashSize = 16;
    private const int HashLength = 2 * HashSize;
    private const int EntryNameLength = (2 * HashLength) + 1 + 4;
    private const int MaxOnStack = 512;

    public string Directory { get; } = directory;

    public string Header { get; } = Path.Combine(directory, "store.json");

    public string Entries { get; } = Path.Combine(directory, "entries");

    public string Locks { get; } = Path.Combine(directory, "locks");

    public string Quarantine { get; } = Path.Combine(directory, "quarantine");

    public string StoreLock => Path.Combine(Locks, "store.lock");

    public string SelfTestLock => Path.Combine(Locks, "self-test.lock");

    /// <summary>It begins with the hash of the partition, so that a partition is listed without opening the rows of others.</summary>
    public static string EntryName(RowKey key) => string.Create(EntryNameLength, key, static (name, key) => WriteEntryName(name, Units(key.Partition), Units(key.Name)));

    public static string PartitionPrefix(string partition) => string.Create(HashLength + 1, partition, static (prefix, partition) => WritePrefix(prefix, Units(partition)));

    /// <summary>Whether <see cref="EntryName"/> of a partition and a name (UTF-16) is this one.</summary>
    public static bool IsEntryNameOf(ReadOnlySpan<char> entryName, string prefix, ReadOnlySpan<byte> partition, ReadOnlySpan<byte> name)
    {
        Span<char> hash = stackalloc char[HashLength];
        Hash(hash, "row"u8, partition, name);
        return IsEntryName(entryName) && entryName.StartsWith(prefix, StringComparison.Ordinal) && entryName.Slice(prefix.Length, HashLength).SequenceEqual(hash);
    }

    public static bool IsEntryName(ReadOnlySpan<char> name) => name.Length == EntryNameLength && name.EndsWith(EntrySuffix, StringComparison.Ordinal);

    public string Entry(string entryName) => Path.Combine(Entries, entryName);

    /// <summary>Rows share 256 write locks, so that the number of lock files is bounded. A lock is held for one write, and nobody holds two.</summary>
    public string RowLock(string entryName) => Path.Combine(Locks, $"rows-{entryName[(EntryNameLength - EntrySuffix.Length - 2)..^EntrySuffix.Length]}{LockSuffix}");

    /// <summary>Each lease has its own lock file, since one holder may hold several. The file goes with the lease, since names come and go without bound.</summary>
    public string LeaseLock(string name) => Path.Combine(Locks, $"{LeasePrefix}{Hash("lease"u8, name)}{LockSuffix}");

    public static bool IsLeaseLock(string fileName) => fileName.StartsWith(LeasePrefix, StringComparison.Ordinal) && fileName.EndsWith(LockSuffix, StringComparison.Ordinal);

    /// <summary>A name for a temporary file, from which <see cref="TryGetEntryName"/> finds the row.</summary>
    public static string Temporary(string path) => string.Concat(path, ".", RandomNumberGenerator.GetHexString(HashSize, lowercase: true), TemporarySuffix);

    /// <summary>The row that a temporary or quarantined file was made for.</summary>
    public static bool TryGetEntryName(string fileName, out string entryName)
    {
        entryName = fileName.Length > EntryNameLength ? fileName[..EntryNameLength] : fileName;
        return IsEntryName(entryName);
    }

    private static void WriteEntryName(Span<char> target, ReadOnlySpan<byte> partition, ReadOnlySpan<byte> name)
    {
        WritePrefix(target, partition);
        Hash(target[(HashLength + 1)..], "row"u8, partition, name);
        EntrySuffix.CopyTo(target[^EntrySuffix.Length..]);
    }

    private static void WritePrefix(Span<char> target, ReadOnlySpan<byte> partition)
    {
        Hash(target, "partition"u8, partition, default);
        target[HashLength] = '-';
    }

    private static string Hash(ReadOnlySpan<byte> label, string text)
    {
        Span<char> hash = stackalloc char[HashLength];
        Hash(hash, label, Units(text), default);
        return new string(hash);
    }

    // Each text is preceded by its length, as in AssociatedData, so that an absent name and an empty name differ.
    private static void Hash(Span<char> target, ReadOnlySpan<byte> label, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int size = label.Length + (2 * sizeof(int)) + first.Length + second.Length;
        LengthPrefixedWriter writer = new(size <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[size]);
        writer.Add(label);
        writer.AddText(first);
        if (label.SequenceEqual("row"u8))
        {
            writer.AddText(second);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(writer.Written, hash);
        _ = Convert.TryToHexStringLower(hash[..HashSize], target, out _);
    }

    private static ReadOnlySpan<byte> Units(string text) => MemoryMarshal.AsBytes(text.AsSpan());
}
