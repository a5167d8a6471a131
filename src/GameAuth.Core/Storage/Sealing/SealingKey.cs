using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>What is derived from one master key by HKDF-SHA256 (RFC 5869): its public id and a root for row keys.</summary>
internal sealed class SealingKey
{
    private readonly RowCiphers _ciphers = new();
    private readonly byte[] _header = new byte[SealedHeader.Size];
    private readonly byte[] _rowRoot;

    public SealingKey(MasterKey master)
    {
        Span<byte> pseudoRandom = stackalloc byte[MasterKey.Size];
        HKDF.Extract(HashAlgorithmName.SHA256, master.Bytes, "gameauth storage 1"u8, pseudoRandom);
        Span<byte> id = stackalloc byte[sizeof(ulong)];
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandom, id, "key id"u8);
        Id = BinaryPrimitives.ReadUInt64LittleEndian(id);
        new SealedHeader(SealedHeader.CurrentFormat, SealedHeader.Aes256Gcm, Id).Write(_header);
        _rowRoot = Expand(pseudoRandom, "rows"u8);
        CryptographicOperations.ZeroMemory(pseudoRandom);
    }

    /// <summary>Tells keys apart without telling anything about them.</summary>
    public ulong Id { get; }

    /// <summary>What every row begins with that is sealed under this key now.</summary>
    public ReadOnlySpan<byte> Header => _header;

    /// <summary>Lends the cipher of one row: a key of its own, so that no nonce is shared between rows.</summary>
    /// <param name="row">The row.</param>
    /// <param name="info">Purpose and row as bytes, for which the key is derived, and one byte more, which is overwritten. The purpose is always the same, since a key belongs to one protector.</param>
    public RowCiphers.Entry Lend(RowKey row, Span<byte> info)
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
        return new RowCiphers.Entry(row, cipher);
    }

    /// <summary>Takes it back.</summary>
    public void Return(RowCiphers.Entry cipher) => _ciphers.Return(cipher);

    private static byte[] Expand(ReadOnlySpan<byte> pseudoRandom, ReadOnlySpan<byte> info)
    {
        byte[] key = new byte[MasterKey.Size];
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandom, key, info);
        return key;
    }
}
