using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>
/// The row with the fixed key <c>gameauth/founding</c>, made at the first write to a store. It has the key that hides names, and it detects a
/// wrong master key, with which every row would seem to be missing. A change of the master key seals this row again, so names need no old master key.
/// </summary>
internal sealed class StoreKeyCheck(ITokenStore store, ITokenProtector protector)
{
    /// <summary>The row's key. It is not hidden, so that it is found under any master key.</summary>
    public static readonly RowKey Place = new("gameauth", "founding");

    private volatile NameHashKey? _names;

    /// <summary>The key that hides names; null for a store that was never written to.</summary>
    /// <exception cref="CredentialStoreException">The store was made with another master key, or the row is damaged, gone or of a newer release.</exception>
    public async ValueTask<NameHashKey?> FindAsync(CancellationToken cancellationToken) =>
        _names ?? await ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The key that hides names; it is created where the store has none. The row is read each time, since somebody may have removed the store and made a new one.</summary>
    /// <exception cref="CredentialStoreException">As for <see cref="FindAsync"/>.</exception>
    public async ValueTask<NameHashKey> GetOrCreateAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }

            // Of two first runs one writes the row. The other one reads it in the next round, and fails there if its master key is another one.
            byte[] key = _names?.Bytes.ToArray() ?? NameHashKey.Create();
            RowVersion first = RowVersion.NewEpoch();
            if (await store.TryWriteAsync(Place, expected: null, first, protector.Protect(key, Place, first), cancellationToken).ConfigureAwait(false))
            {
                return _names = new NameHashKey(key, first);
            }
        }
    }

    /// <summary>Replaces a damaged or lost row by one with a new key. The existing rows have to be moved then.</summary>
    public async Task<NameHashKey> ReplaceAsync(CancellationToken cancellationToken)
    {
        Row damaged = await store.ReadAsync(Place, cancellationToken).ConfigureAwait(false);
        byte[] key = NameHashKey.Create();
        RowVersion next = damaged.NextVersion();
        return await store.TryWriteAsync(
            Place, damaged.State == RowState.Missing ? null : damaged.Version, next, protector.Protect(key, Place, next), cancellationToken).ConfigureAwait(false)
            ? _names = new NameHashKey(key, next)
            : throw Refusal("Another process is writing to the token store; stop it first.", RowState.StoreUnavailable);
    }

    /// <summary>Forgets the key that hides names, since the store has been cleared.</summary>
    public void Reset() => _names = null;

    private async ValueTask<NameHashKey?> ReadAsync(CancellationToken cancellationToken)
    {
        Row row = await store.ReadAsync(Place, cancellationToken).ConfigureAwait(false);
        if (row.State == RowState.Missing && _names is null && await HasSealedRowsAsync(cancellationToken).ConfigureAwait(false))
        {
            // Another first run may have written it between the two reads. Otherwise this is an error: a new key would make every existing row unreachable.
            row = await store.ReadAsync(Place, cancellationToken).ConfigureAwait(false);
            if (row.State == RowState.Missing)
            {
                throw Refusal("The token store has rows and has lost the row that it was founded with.", RowState.Corrupt);
            }
        }

        if (row.State == RowState.Missing)
        {
            return null;
        }

        NameHashKey? known = _names;
        return row.HasValue && known?.RowVersion == row.Version ? known : _names = Open(row);
    }

    private NameHashKey Open(Row row)
    {
        byte[] key = [];
        RowState state = row.HasValue ? protector.Unprotect(row.Value.Span, Place, row.Version, out key) : row.State;
        return state switch
        {
            RowState.Found when key.Length == NameHashKey.Size => new NameHashKey(key, row.Version),
            RowState.WrongKey => throw OtherKey(row),
            RowState.NewerFormat => throw new CredentialStoreException(
                "A newer release of the application wrote the token store. Update this one; nothing was changed.", state) { Step = "token store" },
            RowState.KeyUnavailable => throw new CredentialStoreException("The master key is not available now.", state) { Step = "master key" },
            _ => throw Refusal("The row that the token store was founded with is damaged, or belongs to another application name.", RowState.Corrupt),
        };
    }

    // The ids tell which of several keys to bring back; an id reveals nothing of its key.
    private CredentialStoreException OtherKey(Row row)
    {
        string made = SealedHeader.TryRead(row.Value.Span, out SealedHeader header) ? $" (id {header.KeyId:x16})" : "";
        string configured = (protector as AesGcmTokenProtector)?.Key is { } key ? $"the configured one is from {key.Source} (id {key.KeyId})" : "it is not configured";
        return new CredentialStoreException(
            $"The token store was made with another master key{made}; {configured}. Configure that key again: restore its file or secret from a backup, or enter the passphrase of the store. "
            + "To change the key, configure the new one first and the old one after it, and run: gameauth store rewrap. Without the old key nobody can open the store: "
            + "remove its directory, or run gameauth store forget, and sign in again. Nothing was deleted.",
            RowState.WrongKey)
        { Step = "master key" };
    }

    private async ValueTask<bool> HasSealedRowsAsync(CancellationToken cancellationToken)
    {
        await foreach (StoredRow stored in store.ListAsync(partition: null, cancellationToken).ConfigureAwait(false))
        {
            // A pacer without a vault keeps rows that are not sealed; they do not count.
            if (stored.Key is { } place && stored.Row.HasValue
                && protector.Unprotect(stored.Row.Value.Span, place, stored.Row.Version, out _) is RowState.Found or RowState.WrongKey or RowState.NewerFormat)
            {
                return true;
            }
        }

        return false;
    }

    private static CredentialStoreException Refusal(string what, RowState state) =>
        new($"{what} Restore it from a backup, or run: gameauth store repair. Nothing was deleted.", state) { Step = "token store" };
}

/// <summary>The key that hides names from a store by HMAC-SHA256 (RFC 2104). A hidden name is stable and reveals nothing.</summary>
internal sealed class NameHashKey
{
    public const int Size = 32;

    private const int MaxCached = 4096;

    private readonly byte[] _key;
    private readonly ConcurrentDictionary<RowKey, RowKey> _hidden = new();

    public NameHashKey(byte[] key, RowVersion rowVersion)
    {
        _key = key;
        RowVersion = rowVersion;
    }

    /// <summary>The version of the row that has it.</summary>
    public RowVersion RowVersion { get; }

    public ReadOnlyMemory<byte> Bytes => _key;

    public static byte[] Create() => RandomNumberGenerator.GetBytes(Size);

    /// <summary>A row's key as the store sees it. The hidden name depends on the partition too, so that equal names of two owners do not look equal.</summary>
    public RowKey Hide(RowKey key)
    {
        if (_hidden.TryGetValue(key, out RowKey known))
        {
            return known;
        }

        if (_hidden.Count >= MaxCached)
        {
            _hidden.Clear();
        }

        return _hidden[key] = new(HidePartition(key.Partition), Hash(Tagged('R', key)));
    }

    public string HidePartition(string partition) => Hash($"P{partition}");

    public string HideLease(RowKey key) => Hash(Tagged('L', key));

    // UTF-16 code units, since any text is a valid name and UTF-8 would make lone surrogates equal.
    private string Hash(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, MemoryMarshal.AsBytes(text.AsSpan())));

    private static string Tagged(char kind, RowKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}{key.Partition.Length}:{key.Partition}{key.Name}");
}
