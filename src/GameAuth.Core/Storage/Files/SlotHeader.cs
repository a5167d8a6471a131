using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>The first 112 bytes of a slot, little-endian, with a checksum of their own: which of two slots is newer is known without reading either body.</summary>
/// <remarks>
/// 0 magic (8) · 8 SHA-256 of 40..112 (32) · 40 format (2) · 42 kind (1) · 43 zero (1) · 44 slot size (4) · 48 sequence (8) · 56 epoch (8) ·
/// 64 number (8) · 72 body length (4) · 76 partition bytes (2) · 78 name bytes (2) · 80 SHA-256 of the body (32).
/// Every later format keeps these bytes, so that newer is told from damaged.
/// </remarks>
internal readonly record struct SlotHeader(ushort Format, SlotKind Kind, int SlotSize, ulong Sequence, RowVersion Version, int Body, ushort Partition, ushort Name)
{
    public const int Size = 112;
    public const ushort CurrentFormat = 1;

    private const int Covered = 40;
    private const int BodyHash = 80;

    public bool IsNewer => Format > CurrentFormat;

    private static ReadOnlySpan<byte> Magic => "GAuth\r\n\x1A"u8;

    /// <summary>Writes the header of a slot whose body is in place.</summary>
    public void Write(Span<byte> slot)
    {
        Magic.CopyTo(slot);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[40..], Format);
        slot[42] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(slot[44..], SlotSize);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[48..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[56..], Version.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[64..], Version.Number);
        BinaryPrimitives.WriteInt32LittleEndian(slot[72..], Body);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[76..], Partition);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[78..], Name);
        SHA256.HashData(slot.Slice(Size, Body), slot[BodyHash..]);
        SHA256.HashData(slot[Covered..Size], slot[Magic.Length..]);
    }

    /// <summary>Reads the header at the start of these bytes; null where it is damaged.</summary>
    public static SlotHeader? Read(ReadOnlySpan<byte> slot)
    {
        if (slot.Length < Size || !slot.StartsWith(Magic) || !Matches(slot[Covered..Size], slot[Magic.Length..]))
        {
            return null;
        }

        SlotHeader header = new(
            BinaryPrimitives.ReadUInt16LittleEndian(slot[40..]),
            (SlotKind)slot[42],
            BinaryPrimitives.ReadInt32LittleEndian(slot[44..]),
            BinaryPrimitives.ReadUInt64LittleEndian(slot[48..]),
            new RowVersion(BinaryPrimitives.ReadUInt64LittleEndian(slot[56..]), BinaryPrimitives.ReadUInt64LittleEndian(slot[64..])),
            BinaryPrimitives.ReadInt32LittleEndian(slot[72..]),
            BinaryPrimitives.ReadUInt16LittleEndian(slot[76..]),
            BinaryPrimitives.ReadUInt16LittleEndian(slot[78..]));
        return header.IsSound ? header : null;
    }

    /// <summary>Whether the body after this header is whole.</summary>
    public bool HasBody(ReadOnlySpan<byte> slot) => slot.Length >= Size + Body && Matches(slot.Slice(Size, Body), slot[BodyHash..]);

    private bool IsSound => Format != 0
        && SlotSize >= SlotFormat.Alignment && SlotSize % SlotFormat.Alignment == 0
        && Body >= Partition + Name && Body <= SlotSize - Size
        && (IsNewer || Kind <= SlotKind.Deleted);

    private static bool Matches(ReadOnlySpan<byte> content, ReadOnlySpan<byte> expected)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return expected.StartsWith(hash);
    }
}
