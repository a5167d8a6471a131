using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>What is derived from one master key by HKDF-SHA256 (RFC 5869): its public id and a root for row keys.</summary>
internal sealed class SealingKey
{
    private readonly byte[] _rowRoot;

    public SealingKey(MasterKey master)
    {
        Span<byte> pseudoRandom = stackalloc byte[MasterKey.Size];
        HKDF.Extract(HashAlgorithmName.SHA256, master.Bytes, "gameauth storage 1"u8, pseudoRandom);
        Span<byte> id = stackalloc byte[sizeof(ulong)];
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandom, id, "key id"u8);
        Id = BinaryPrimitives.ReadUInt64LittleEndian(id);
        _rowRoot = Expand(pseudoRandom, "rows"u8);
        CryptographicOperations.ZeroMemory(pseudoRandom);
    }

    /// <summary>Tells keys apart without telling anything about them.</summary>
    public ulong Id { get; }

    /// <summary>The cipher of one row: a key of its own, so that no nonce is shared between rows.</summary>
    /// <param name="info">What the key is derived for; the byte after it, which is in the same buffer, is overwritten.</param>
    /// <param name="infoLength">How long that is.</param>
    /// <param name="tagSize">The tag's size in bytes.</param>
    public AesGcm ForRow(Span<byte> info, int infoLength, int tagSize)
    {
        // HKDF-Expand to one block is HMAC(root, info | 1) (RFC 5869, section 2.3); the one call does it in a fifth of the time.
        info[infoLength] = 1;
        Span<byte> key = stackalloc byte[MasterKey.Size];
        HMACSHA256.HashData(_rowRoot, info[..(infoLength + 1)], key);
        AesGcm cipher = new(key, tagSize);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    private static byte[] Expand(ReadOnlySpan<byte> pseudoRandom, ReadOnlySpan<byte> info)
    {
        byte[] key = new byte[MasterKey.Size];
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandom, key, info);
        return key;
    }
}
