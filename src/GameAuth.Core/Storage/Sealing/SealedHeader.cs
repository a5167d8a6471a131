using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>
/// The first 16 bytes of a sealed row: "GS", format, algorithm, key id (8), check (4). Every later format keeps them, so that
/// an older release can tell a newer format and another key from damage.
/// </summary>
internal readonly record struct SealedHeader(byte Format, byte Algorithm, ulong KeyId)
{
    public const int Size = 16;
    public const byte CurrentFormat = 1;
    public const byte Aes256Gcm = 1;

    /// <summary>The size in bytes of the tag after the ciphertext.</summary>
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

/// <summary>The associated data of a sealed row. It binds the row to its key and version; each text is preceded by its length, so no two rows have the same bytes.</summary>
internal static class AssociatedData
{
    private const int VersionSize = 2 * sizeof(ulong);

    /// <summary>The offset of purpose, partition and name, from which a row's own key is derived.</summary>
    public const int InfoStart = SealedHeader.Size + VersionSize;

    /// <summary>The length of the associated data.</summary>
    public static int SizeFor(string purpose, RowKey key) =>
        InfoStart + LengthPrefixedWriter.SizeOf(purpose) + LengthPrefixedWriter.SizeOf(key.Partition) + LengthPrefixedWriter.SizeOf(key.Name);

    /// <summary>Writes header (format, algorithm, key id), version, purpose, partition and name.</summary>
    public static void Write(Span<byte> target, ReadOnlySpan<byte> header, RowVersion version, string purpose, RowKey key)
    {
        LengthPrefixedWriter writer = new(target);
        writer.Add(header);
        writer.Add(version.Epoch);
        writer.Add(version.Number);
        writer.AddText(purpose);
        writer.AddText(key.Partition);
        writer.AddText(key.Name);
    }
}

/// <summary>Writes bytes as they are, and texts each preceded by its length in bytes.</summary>
internal ref struct LengthPrefixedWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public static int SizeOf(string text) => sizeof(int) + (text.Length * sizeof(char));

    /// <summary>A label, followed by texts that are each preceded by their length.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> label, params ReadOnlySpan<string> texts)
    {
        int size = label.Length;
        foreach (string text in texts)
        {
            size += SizeOf(text);
        }

        byte[] encoded = new byte[size];
        LengthPrefixedWriter writer = new(encoded);
        writer.Add(label);
        foreach (string text in texts)
        {
            writer.AddText(text);
        }

        return encoded;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[_length..]);
        _length += bytes.Length;
    }

    public void Add(ulong number)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer[_length..], number);
        _length += sizeof(ulong);
    }

    // UTF-16 code units, since any text is a valid name and UTF-8 would make lone surrogates equal.
    public void AddText(string text) => AddText(MemoryMarshal.AsBytes(text.AsSpan()));

    public void AddText(ReadOnlySpan<byte> units)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer[_length..], units.Length);
        _length += sizeof(int);
        Add(units);
    }
}
