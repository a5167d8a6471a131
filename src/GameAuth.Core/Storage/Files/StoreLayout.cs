using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>Where the parts of a file store are. Names on the disk are hashes of row names, which are hidden already; so no name can leave its directory.</summary>
internal sealed class StoreLayout(string directory)
{
    public const string TemporarySuffix = ".tmp";

    private const string EntrySuffix = ".gat";
    private const int HashSize = 16;
    private const int EntryNameLength = (4 * HashSize) + 1 + 4;

    public string Directory { get; } = directory;

    public string Header { get; } = Path.Combine(directory, "store.json");

    public string Entries { get; } = Path.Combine(directory, "entries");

    public string Locks { get; } = Path.Combine(directory, "locks");

    public string Quarantine { get; } = Path.Combine(directory, "quarantine");

    public string StoreLock => Path.Combine(Locks, "store.lock");

    public string SelfTestLock => Path.Combine(Locks, "self-test.lock");

    /// <summary>The hash of the partition first, so that a partition is listed without opening the rows of others.</summary>
    public static string EntryName(RowKey key) =>
        string.Concat(PartitionPrefix(key.Partition), Hash("row"u8, key.Partition, key.Name), EntrySuffix);

    public static string PartitionPrefix(string partition) => string.Concat(Hash("partition"u8, partition), "-");

    public static bool IsEntryName(string name) => name.Length == EntryNameLength && name.EndsWith(EntrySuffix, StringComparison.Ordinal);

    public string Entry(string entryName) => Path.Combine(Entries, entryName);

    /// <summary>Rows share 256 write locks, which are held for one write and never two at a time; so lock files do not pile up with rows.</summary>
    public string RowLock(string entryName) => Path.Combine(Locks, $"rows-{entryName[(EntryNameLength - EntrySuffix.Length - 2)..^EntrySuffix.Length]}.lock");

    /// <summary>A lease has a lock file of its own, since one holder may hold several.</summary>
    public string LeaseLock(string name) => Path.Combine(Locks, $"lease-{Hash("lease"u8, name)}.lock");

    /// <summary>A name for a file in the making, from which <see cref="TryGetEntryName"/> finds the row.</summary>
    public static string Temporary(string path) => string.Concat(path, ".", RandomNumberGenerator.GetHexString(HashSize, lowercase: true), TemporarySuffix);

    /// <summary>The row that a temporary or quarantined file was made for.</summary>
    public static bool TryGetEntryName(string fileName, out string entryName)
    {
        entryName = fileName.Length > EntryNameLength ? fileName[..EntryNameLength] : fileName;
        return IsEntryName(entryName);
    }

    private static string Hash(ReadOnlySpan<byte> label, params ReadOnlySpan<string> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(SealingPlace.Encode(label, texts)).AsSpan(0, HashSize));
}
