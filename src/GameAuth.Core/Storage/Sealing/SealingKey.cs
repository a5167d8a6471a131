using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>What is derived from one master key by HKDF-SHA256 (RFC 5869): its public id, a root for row keys, and the key that hides names.</summary>
internal sealed class SealingKey
{
    private readonly byte[] _rowRoot;
    private readonly byte[] _names;

    public SealingKey(MasterKey master)
    {
        Span<byte> pseudoRandom = stackalloc byte[MasterKey.Size];
        HKDF.Extract(HashAlgorithmName.SHA256, master.Bytes, "gameauth storage 1"u8, pseudoRandom);
        Span<byte> id = stackalloc byte[sizeof(ulong)];
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandom, id, "key id"u8);
        Id = BinaryPrimitives.ReadUInt64LittleEndian(id);
        _rowRoot = Expand(pseudoRandom, "rows"u8);
        _names = Expand(pseudoRandom, "names"u8);
        CryptographicOperations.ZeroMemory(pseudoRandom);
    }

    /// <summary>Tells keys apart without telling anything about them.</summary>
    public ulong Id { get; }

    /// <summary>The cipher of one row: a key of its own, so that no nonce is shared between rows.</summary>
    public AesGcm ForRow(ReadOnlySpan<byte> info, int tagSize)
    {
        Span<byte> key = stackalloc byte[MasterKey.Size];
        HKDF.Expand(HashAlgorithmName.SHA256, _rowRoot, key, info);
        AesGcm cipher = new(key, tagSize);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    public string HideName(ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_names, name, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static byte[] Expand(ReadOnlySpan<byte> pseudoRandom, ReadOnlySpan<byte> info)
    {
        byte[] key = new byte[MasterKey.Size];
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandom, key, info);
        return key;
    }
}
