using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>The public id and the root of the row keys, both derived from one master key by HKDF-SHA256 (RFC 5869).</summary>
internal sealed class SealingKey
{
    /// <summary>How many random bytes a nonce is made from.</summary>
    public const int RandomSize = 32;

    private readonly RowCipherCache _ciphers = new();
    private readonly byte[] _header = new byte[SealedHeader.Size];
    private readonly byte[] _rowRoot;
    private readonly byte[] _nonceRoot;
    private readonly byte[] _derivedRoot;

    public SealingKey(MasterKey master)
    {
        Span<byte> pseudoRandom = stackalloc byte[MasterKey.Size];
        HKDF.Extract(HashAlgorithmName.SHA256, master.Bytes, "gameauth storage 1"u8, pseudoRandom);
        Span<byte> id = stackalloc byte[sizeof(ulong)];
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandom, id, "key id"u8);
        Id = BinaryPrimitives.ReadUInt64LittleEndian(id);
        Report = new KeyReport(master.Source, master.Protection, Id.ToString("x16", CultureInfo.InvariantCulture));
        new SealedHeader(SealedHeader.CurrentFormat, SealedHeader.Aes256Gcm, Id).Write(_header);
        _rowRoot = Expand(pseudoRandom, "rows"u8);
        _nonceRoot = Expand(pseudoRandom, "nonces"u8);
        _derivedRoot = Expand(pseudoRandom, "derived"u8);
        CryptographicOperations.ZeroMemory(pseudoRandom);
    }

    /// <summary>Identifies the key without revealing it.</summary>
    public ulong Id { get; }

    public KeyReport Report { get; }

    /// <summary>The first bytes of every row that is sealed under this key now.</summary>
    public ReadOnlySpan<byte> Header => _header;

    /// <summary>Rents the cipher of one row. Each row has its own key, so that no nonce is used twice by two rows under one key.</summary>
    /// <param name="row">The row.</param>
    /// <param name="info">Purpose and row as bytes, from which the key is derived, and one more byte that is overwritten. The purpose never changes, since a key belongs to one protector.</param>
    public RowCipherCache.Entry Rent(RowKey row, Span<byte> info)
    {
        if (_ciphers.Take(row) is { } known)
        {
            return known;
        }

        // HKDF-Expand to one block is HMAC(root, info | 1) (RFC 5869, section 2.3); this call does it in a fraction of the time.
        info[^1] = 1;
        Span<byte> key = stackalloc byte[MasterKey.Size];
        HMACSHA256.HashData(_rowRoot, info, key);
        AesGcm cipher = new(key, SealedHeader.TagSize);
        CryptographicOperations.ZeroMemory(key);
        return new RowCipherCache.Entry(row, cipher);
    }

    /// <summary>
    /// Makes a nonce. Random bytes alone would repeat where the system's generator does, as in two copies of one virtual machine, and AES-GCM breaks when one nonce seals two
    /// texts. So it depends on version and content too, under a key of the row: HMAC(key, version | random | SHA-256(content)).
    /// </summary>
    /// <param name="info">As for <see cref="Rent"/>.</param>
    /// <param name="version">The version's bytes, as in the associated data.</param>
    /// <param name="random">Random bytes.</param>
    /// <param name="plain">What is sealed.</param>
    /// <param name="nonce">Gets the first bytes of the hash.</param>
    public void MakeNonce(Span<byte> info, ReadOnlySpan<byte> version, ReadOnlySpan<byte> random, ReadOnlySpan<byte> plain, Span<byte> nonce)
    {
        info[^1] = 1;
        Span<byte> key = stackalloc byte[MasterKey.Size];
        HMACSHA256.HashData(_nonceRoot, info, key);
        Span<byte> message = stackalloc byte[version.Length + random.Length + SHA256.HashSizeInBytes];
        version.CopyTo(message);
        random.CopyTo(message[version.Length..]);
        SHA256.HashData(plain, message[^SHA256.HashSizeInBytes..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, hash);
        hash[..nonce.Length].CopyTo(nonce);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Derives a key for another use than rows.</summary>
    /// <param name="info">What it is for.</param>
    public byte[] Derive(ReadOnlySpan<byte> info) => Expand(_derivedRoot, info);

    /// <summary>Returns a rented cipher.</summary>
    public void Return(RowCipherCache.Entry cipher) => _ciphers.Return(cipher);

    private static byte[] Expand(ReadOnlySpan<byte> pseudoRandom, ReadOnlySpan<byte> info)
    {
        byte[] key = new byte[MasterKey.Size];
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandom, key, info);
        return key;
    }
}

/// <summary>A cache of the ciphers of recently used rows, since it takes longer to derive a row's key than to open the row.</summary>
/// <remarks>
/// A cipher is taken out while it is in use, because <see cref="AesGcm"/> is not safe for two threads at once. A caller that finds none makes one. The number
/// of entries is fixed, and a new row replaces the entry with the same hash. The ciphers open only these rows, and the master keys are in memory anyway.
/// </remarks>
internal sealed class RowCipherCache
{
    private const int Size = 64;

    private readonly Entry?[] _entries = new Entry?[Size];

    /// <summary>Takes the cipher of a row out; null where there is none.</summary>
    public Entry? Take(RowKey row)
    {
        Entry? found = Interlocked.Exchange(ref EntryOf(row), null);
        if (found is not null && found.Row != row)
        {
            found.Cipher.Dispose();
            found = null;
        }

        return found;
    }

    /// <summary>Puts a cipher back for the next use.</summary>
    public void Return(Entry entry) => Interlocked.Exchange(ref EntryOf(entry.Row), entry)?.Cipher.Dispose();

    private ref Entry? EntryOf(RowKey row) => ref _entries[(uint)row.GetHashCode() % Size];

    /// <summary>A cipher and its row.</summary>
    internal sealed record Entry(RowKey Row, AesGcm Cipher);
}

/// <summary>The keys of a protector. The current one seals; all of them open.</summary>
/// <remarks>The master keys are fetched once, for all callers at the same time. After a failure the next call tries again, since a keyring may be unlocked later.</remarks>
internal sealed class KeyRing
{
    private readonly IReadOnlyList<MasterKeySource> _newestFirst;
    private readonly AsyncInitializer _fetch;
    private volatile SealingKey[] _keys = [];

    public KeyRing(IReadOnlyList<MasterKeySource> newestFirst)
    {
        _newestFirst = newestFirst;
        _fetch = new AsyncInitializer(FetchAsync);
    }

    /// <summary>All keys, the current one first; none before they were fetched.</summary>
    public SealingKey[] Keys => _keys;

    /// <summary>The key with an id; null where there is none.</summary>
    public static SealingKey? Find(SealingKey[] keys, ulong id) => Array.Find(keys, key => key.Id == id);

    public ValueTask LoadAsync(CancellationToken cancellationToken) => _fetch.EnsureAsync(cancellationToken);

    /// <summary>Makes every source forget what it made. The next use fetches again.</summary>
    public async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        foreach (MasterKeySource source in _newestFirst)
        {
            await source.ForgetAsync(cancellationToken).ConfigureAwait(false);
        }

        _keys = [];
        _fetch.Reset();
    }

    private async Task FetchAsync()
    {
        List<SealingKey> keys = new(_newestFirst.Count);
        foreach (MasterKeySource source in _newestFirst)
        {
            keys.Add(new SealingKey(await GetAsync(source).ConfigureAwait(false) ?? throw Unavailable(source, source.Absence)));
        }

        _keys = [.. keys];
    }

    private static async ValueTask<MasterKey?> GetAsync(MasterKeySource source)
    {
        try
        {
            return await source.GetKeyAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not GameAuthException)
        {
            // Another library's exception may print a secret, so only its type is passed on.
            throw Unavailable(source, $"it failed with {e.GetType().Name}.");
        }
    }

    private static CredentialStoreException Unavailable(MasterKeySource source, string reason) =>
        new($"The master key is not available from {source.Name}: {reason}", RowState.KeyUnavailable) { Step = "master key" };
}
