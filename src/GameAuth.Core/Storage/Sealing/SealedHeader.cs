using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>
/// The first 16 bytes of a sealed row: "GS", format, algorithm, key id (8), check (4). They stay so in every later format, which is how
/// an older release tells a newer one, and a foreign key, from damage.
/// </summary>
internal readonly record struct SealedHeader(byte Format, byte Algorithm, ulong KeyId)
{
    public const int Size = 16;
    public const byte CurrentFormat = 1;
    public const byte Aes256Gcm = 1;

    /// <summary>The tag's size in bytes, after the ciphertext.</summary>
    public const int TagSize = 16;

    private const ushort Magic = 0x5347;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, Magic);
        target[2] = Format;
        target[3] = Algorithm;
        BinaryPrimitives.WriteUInt64LittleEndian(target[4..], KeyId);
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], Check(target));
    }

    public static bool TryRead(ReadOnlySpan<byte> source, out SealedHeader header)
    {
        header = default;
        if (source.Length < Size || BinaryPrimitives.ReadUInt16LittleEndian(source) != Magic || BinaryPrimitives.ReadUInt32LittleEndian(source[12..]) != Check(source))
        {
            return false;
        }

        header = new(source[2], source[3], BinaryPrimitives.ReadUInt64LittleEndian(source[4..]));
        return true;
    }

    private static uint Check(ReadOnlySpan<byte> header)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(header[..12], hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }
}
