using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>Where a row is sealed to, as bytes that no other place has: each text carries its length.</summary>
internal static class SealingPlace
{
    private const int VersionSize = 2 * sizeof(ulong);

    /// <summary>Purpose, partition and name: what a row's own key is derived for.</summary>
    public static byte[] Info(string purpose, RowKey key) => Encode([], purpose, key.Partition, key.Name);

    /// <summary>Header (format, algorithm, key id), version, then <see cref="Info"/>: the associated data.</summary>
    public static byte[] AssociatedData(ReadOnlySpan<byte> header, RowVersion version, ReadOnlySpan<byte> info)
    {
        byte[] data = new byte[header.Length + VersionSize + info.Length];
        header.CopyTo(data);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(header.Length), version.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(header.Length + sizeof(ulong)), version.Number);
        info.CopyTo(data.AsSpan(header.Length + VersionSize));
        return data;
    }

    /// <summary>A label and texts, each text led by its length in bytes.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> label, params ReadOnlySpan<string> texts)
    {
        int size = label.Length;
        foreach (string text in texts)
        {
            size += sizeof(int) + (text.Length * sizeof(char));
        }

        byte[] encoded = new byte[size];
        label.CopyTo(encoded);
        Span<byte> rest = encoded.AsSpan(label.Length);
        foreach (string text in texts)
        {
            // UTF-16 code units, since any text is a name and UTF-8 would make lone surrogates equal.
            ReadOnlySpan<byte> units = MemoryMarshal.AsBytes(text.AsSpan());
            BinaryPrimitives.WriteInt32LittleEndian(rest, units.Length);
            units.CopyTo(rest[sizeof(int)..]);
            rest = rest[(sizeof(int) + units.Length)..];
        }

        return encoded;
    }
}
