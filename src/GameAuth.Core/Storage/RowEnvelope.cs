using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>The content of a sealed row: schema number, flags, the row's real partition and name, then its value.</summary>
/// <remarks>
/// The store has hidden names only, so a listing reads the real ones from here. The schema number is first in every later schema.
/// The flag says that the row had been recovered from an older version before it was sealed again.
/// </remarks>
internal static class RowEnvelope
{
    private const ushort Schema = 1;
    private const int HeaderSize = 4 * sizeof(ushort);
    private const ushort Recovered = 1;

    public static byte[] Wrap(RowKey key, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> partition = MemoryMarshal.AsBytes(key.Partition.AsSpan());
        ReadOnlySpan<byte> name = MemoryMarshal.AsBytes(key.Name.AsSpan());
        byte[] envelope = new byte[HeaderSize + partition.Length + name.Length + value.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(envelope, Schema);
        BinaryPrimitives.WriteUInt16LittleEndian(envelope.AsSpan(4), (ushort)partition.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(envelope.AsSpan(6), (ushort)name.Length);
        Span<byte> rest = envelope.AsSpan(HeaderSize);
        partition.CopyTo(rest);
        name.CopyTo(rest[partition.Length..]);
        value.CopyTo(rest[(partition.Length + name.Length)..]);
        return envelope;
    }

    public static RowState Unwrap(ReadOnlyMemory<byte> envelope, out RowKey key, out ReadOnlyMemory<byte> value)
    {
        key = default;
        value = default;
        ReadOnlySpan<byte> bytes = envelope.Span;
        ushort schema = bytes.Length < sizeof(ushort) ? default : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (schema is 0 or > Schema)
        {
            return schema == 0 ? RowState.Corrupt : RowState.NewerFormat;
        }

        if (bytes.Length < HeaderSize)
        {
            return RowState.Corrupt;
        }

        int partition = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        int name = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        if (bytes.Length < HeaderSize + partition + name)
        {
            return RowState.Corrupt;
        }

        key = new RowKey(Text(bytes.Slice(HeaderSize, partition)), Text(bytes.Slice(HeaderSize + partition, name)));
        value = envelope[(HeaderSize + partition + name)..];
        return (BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) & Recovered) == 0 ? RowState.Found : RowState.Recovered;
    }

    /// <summary>Marks an envelope whose newer version was damaged.</summary>
    public static void MarkRecovered(Span<byte> envelope) => envelope[2] |= (byte)Recovered;

    private static string Text(ReadOnlySpan<byte> units) => new(MemoryMarshal.Cast<byte, char>(units));
}
