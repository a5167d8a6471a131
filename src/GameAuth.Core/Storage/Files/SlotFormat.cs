using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>A slot as bytes, little-endian.</summary>
/// <remarks>
/// 0 magic (8) · 8 SHA-256 of everything from 40 to the end of the body (32) · 40 format (2) · 42 kind (1) · 43 zero (1) · 44 slot size (4) ·
/// 48 sequence (8) · 56 epoch (8) · 64 number (8) · 72 body length (4) · 76 partition bytes (2) · 78 name bytes (2) · 80 body: partition, name, value · zeros.
/// Every later format keeps magic, checksum, format, slot size and body length where they are, so that newer is told from damaged.
/// </remarks>
internal static class SlotFormat
{
    public const int Alignment = 4096;
    public const int MaxSlot = RowLimits.Value + (2 * SixtyFourKiB);
    public const int MaxFile = 2 * MaxSlot;

    private const int SixtyFourKiB = 64 * 1024;
    private const ushort Format = 1;
    private const int Covered = 40;
    private const int HeaderSize = 80;

    private static ReadOnlySpan<byte> Magic => "GAuth\r\n\x1A"u8;

    /// <summary>The smallest slot for a row, with the same steps for all rows of about its size.</summary>
    public static int SizeFor(Slot slot) => Math.Max(Alignment, SealedSize.For(HeaderSize + BodyLength(slot)));

    public static void Write(Slot slot, Span<byte> target)
    {
        ReadOnlySpan<byte> partition = MemoryMarshal.AsBytes(slot.Key.Partition.AsSpan());
        ReadOnlySpan<byte> name = MemoryMarshal.AsBytes(slot.Key.Name.AsSpan());
        target.Clear();
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt16LittleEndian(target[40..], Format);
        target[42] = (byte)slot.Kind;
        BinaryPrimitives.WriteInt32LittleEndian(target[44..], target.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(target[48..], slot.Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[56..], slot.Version.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(target[64..], slot.Version.Number);
        BinaryPrimitives.WriteInt32LittleEndian(target[72..], BodyLength(slot));
        BinaryPrimitives.WriteUInt16LittleEndian(target[76..], (ushort)partition.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(target[78..], (ushort)name.Length);
        Span<byte> body = target[HeaderSize..];
        partition.CopyTo(body);
        name.CopyTo(body[partition.Length..]);
        slot.Value.Span.CopyTo(body[(partition.Length + name.Length)..]);
        SHA256.HashData(target[Covered..(HeaderSize + BodyLength(slot))], target[Magic.Length..]);
    }

    /// <summary>Reads the slot at the start of these bytes, which may go on beyond it or end too early.</summary>
    public static SlotHealth Read(ReadOnlyMemory<byte> source, out Slot slot, out int size)
    {
        slot = Slot.Empty;
        ReadOnlySpan<byte> bytes = source.Span;
        if (!IsWhole(bytes, out size, out int body))
        {
            return SlotHealth.Damaged;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[40..]) != Format)
        {
            return SlotHealth.Newer;
        }

        int partition = BinaryPrimitives.ReadUInt16LittleEndian(bytes[76..]);
        int name = BinaryPrimitives.ReadUInt16LittleEndian(bytes[78..]);
        if (partition + name > body || (SlotKind)bytes[42] > SlotKind.Deleted)
        {
            return SlotHealth.Damaged;
        }

        slot = new Slot(
            (SlotKind)bytes[42],
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]),
            new RowVersion(BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[64..])),
            new RowKey(Text(bytes.Slice(HeaderSize, partition)), Text(bytes.Slice(HeaderSize + partition, name))),
            source.Slice(HeaderSize + partition + name, body - partition - name));
        return SlotHealth.Intact;
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes, out int size, out int body)
    {
        size = 0;
        body = 0;
        if (bytes.Length < HeaderSize || !bytes.StartsWith(Magic))
        {
            return false;
        }

        size = BinaryPrimitives.ReadInt32LittleEndian(bytes[44..]);
        body = BinaryPrimitives.ReadInt32LittleEndian(bytes[72..]);
        if (size < Alignment || size % Alignment != 0 || body < 0 || body > Math.Min(size, bytes.Length) - HeaderSize)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[Covered..(HeaderSize + body)], hash);
        return hash.SequenceEqual(bytes.Slice(Magic.Length, hash.Length));
    }

    private static int BodyLength(Slot slot) => ((slot.Key.Partition.Length + slot.Key.Name.Length) * sizeof(char)) + slot.Value.Length;

    private static string Text(ReadOnlySpan<byte> units) => new(MemoryMarshal.Cast<byte, char>(units));
}
