using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>The key that hides names from a store: HMAC-SHA256 (RFC 2104), so that a name is stable and tells nothing.</summary>
internal sealed class NameKey
{
    public const int Size = 32;

    private const int MostRemembered = 4096;

    private readonly byte[] _key;
    private readonly ConcurrentDictionary<RowKey, RowKey> _hidden = new();

    public NameKey(byte[] key, RowVersion foundedAt)
    {
        _key = key;
        FoundedAt = foundedAt;
    }

    /// <summary>The version of the founding row that holds it.</summary>
    public RowVersion FoundedAt { get; }

    public ReadOnlyMemory<byte> Bytes => _key;

    public static byte[] Create() => RandomNumberGenerator.GetBytes(Size);

    /// <summary>A row's place as the store sees it. The hidden name covers the partition, so that equal names under two owners do not look equal.</summary>
    public RowKey Hide(RowKey key)
    {
        if (_hidden.TryGetValue(key, out RowKey known))
        {
            return known;
        }

        if (_hidden.Count >= MostRemembered)
        {
            _hidden.Clear();
        }

        return _hidden[key] = new(HidePartition(key.Partition), Hash(Tagged('R', key)));
    }

    public string HidePartition(string partition) => Hash($"P{partition}");

    public string HideLease(RowKey key) => Hash(Tagged('L', key));

    // UTF-16 code units, since any text is a name and UTF-8 would make lone surrogates equal.
    private string Hash(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, MemoryMarshal.AsBytes(text.AsSpan())));

    private static string Tagged(char kind, RowKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}{key.Partition.Length}:{key.Partition}{key.Name}");
}
