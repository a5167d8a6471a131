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
    public AesGcm ForRow(ReadOnlySpan<byte> info, int tagSize)
    {
        Span<byte> key = stackalloc byte[MasterKey.Size];
        HKDF.Expand(HashAlgorithmName.SHA256, _rowRoot, key, info);
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
