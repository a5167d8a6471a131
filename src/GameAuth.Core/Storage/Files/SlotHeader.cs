using System.Buffers.Binary;

namespace GameAuth.Storage;

/// <summary>The first 64 bytes of a slot, little-endian, with a checksum of their own: which of two slots is newer is known without reading either body.</summary>
/// <remarks>
/// 0 magic (8) · 8 checksum of 16..64 (8) · 16 format (2) · 18 kind (1) · 19 zero (1) · 20 slot size (4) · 24 sequence (8) · 32 epoch (8) ·
/// 40 number (8) · 48 body length (4) · 52 partition bytes (2) · 54 name bytes (2) · 56 checksum of the body (8). See <see cref="SlotChecksum"/>.
/// Every later format keeps these bytes, so that newer is told from damaged.
/// </remarks>
internal readonly record struct SlotHeader(ushort Format, SlotKind Kind, int SlotSize, ulong Sequence, RowVersion Version, int Body, ushort Partition, ushort Name)
{
    public const int Size = 64;
    public const ushort CurrentFormat = 1;

    private const int Covered = 16;
    private const int BodyChecksum = 56;

    public bool IsNewer => Format > CurrentFormat;

    private static ReadOnlySpan<byte> Magic => "GAuth\r\n\x1A"u8;

    /// <summary>Writes the header of a slot whose body is in place.</summary>
    public void Write(Span<byte> slot)
    {
        Magic.CopyTo(slot);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[16..], Format);
        slot[18] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(slot[20..], SlotSize);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[24..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[32..], Version.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[40..], Version.Number);
        BinaryPrimitives.WriteInt32LittleEndian(slot[48..], Body);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[52..], Partition);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[54..], Name);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[BodyChecksum..], SlotChecksum.Of(slot.Slice(Size, Body)));
        BinaryPrimitives.WriteUInt64LittleEndian(slot[Magic.Length..], SlotChecksum.Of(slot[Covered..Size]));
    }

    /// <summary>Reads the header at the start of these bytes; null where it is damaged.</summary>
    public static SlotHeader? Read(ReadOnlySpan<byte> slot)
    {
        if (slot.Length < Size || !slot.StartsWith(Magic) || !Matches(slot[Covered..Size], slot[Magic.Length..]))
        {
            return null;
        }

        SlotHeader header = new(
            BinaryPrimitives.ReadUInt16LittleEndian(slot[16..]),
            (SlotKind)slot[18],
            BinaryPrimitives.ReadInt32LittleEndian(slot[20..]),
            BinaryPrimitives.ReadUInt64LittleEndian(slot[24..]),
            new RowVersion(BinaryPrimitives.ReadUInt64LittleEndian(slot[32..]), BinaryPrimitives.ReadUInt64LittleEndian(slot[40..])),
            BinaryPrimitives.ReadInt32LittleEndian(slot[48..]),
            BinaryPrimitives.ReadUInt16LittleEndian(slot[52..]),
            BinaryPrimitives.ReadUInt16LittleEndian(slot[54..]));
        return header.IsSound ? header : null;
    }

    /// <summary>Whether the body after this header is whole.</summary>
    public bool HasBody(ReadOnlySpan<byte> slot) => slot.Length >= Size + Body && Matches(slot.Slice(Size, Body), slot[BodyChecksum..]);

    private bool IsSound => Format != 0
        && SlotSize >= SlotFormat.Alignment && SlotSize % SlotFormat.Alignment == 0
        && Body >= Partition + Name && Body <= SlotSize - Size
        && (IsNewer || Kind <= SlotKind.Deleted);

    private static bool Matches(ReadOnlySpan<byte> content, ReadOnlySpan<byte> expected) =>
        BinaryPrimitives.ReadUInt64LittleEndian(expected) == SlotChecksum.Of(content);
}
