using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>One of the two halves of an entry file.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Sequence">The number of the write to the file. Of two intact slots the one with the higher number is newer, whatever their epochs.</param>
/// <param name="Version">The row's version.</param>
/// <param name="Key">The row's key.</param>
/// <param name="Value">The row's bytes.</param>
internal readonly record struct Slot(SlotKind Kind, ulong Sequence, RowVersion Version, RowKey Key, ReadOnlyMemory<byte> Value)
{
    public static Slot Empty => new(SlotKind.Empty, 0, default, new RowKey("", ""), default);

    public Slot ToDeleted(ulong sequence) => this with { Kind = SlotKind.Deleted, Sequence = sequence, Value = default };
}

/// <summary>What a slot holds.</summary>
internal enum SlotKind : byte
{
    /// <summary>Nothing yet. Its checksum tells it from a zeroed sector.</summary>
    Empty = 0,

    /// <summary>A version of the row.</summary>
    Row = 1,

    /// <summary>The row is deleted, and its file is about to go.</summary>
    Deleted = 2,
}

/// <summary>The first 64 bytes of a slot, little-endian, with their own checksum. The headers say which of two slots is newer without their bodies.</summary>
/// <remarks>
/// 0 magic (8) · 8 checksum of 16..64 (8) · 16 format (2) · 18 kind (1) · 19 zero (1) · 20 slot size (4) · 24 sequence (8) · 32 epoch (8) ·
/// 40 number (8) · 48 body length (4) · 52 partition bytes (2) · 54 name bytes (2) · 56 checksum of the body (8). See <see cref="SlotChecksum"/>.
/// Every later format keeps these bytes, so that a newer format is not taken for damage.
/// </remarks>
internal readonly record struct SlotHeader(ushort Format, SlotKind Kind, int SlotSize, ulong Sequence, RowVersion Version, int Body, ushort Partition, ushort Name)
{
    public const int Size = 64;
    public const ushort CurrentFormat = 1;

    private const int Covered = 16;
    private const int BodyChecksum = 56;

    public bool IsNewer => Format > CurrentFormat;

    private static ReadOnlySpan<byte> Magic => "GAuth\r\n\x1A"u8;

    /// <summary>Writes the header of a slot. The body has been written before.</summary>
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

    /// <summary>Whether the body after this header is intact.</summary>
    public bool HasBody(ReadOnlySpan<byte> slot) => slot.Length >= Size + Body && Matches(slot.Slice(Size, Body), slot[BodyChecksum..]);

    private bool IsSound => Format != 0
        && SlotSize >= SlotFormat.Alignment && SlotSize % SlotFormat.Alignment == 0
        && Body >= Partition + Name && Body <= SlotSize - Size
        && (IsNewer || Kind <= SlotKind.Deleted);

    private static bool Matches(ReadOnlySpan<byte> content, ReadOnlySpan<byte> expected) =>
        BinaryPrimitives.ReadUInt64LittleEndian(expected) == SlotChecksum.Of(content);
}

/// <summary>The bytes of a slot: <see cref="SlotHeader"/>, then the body (partition, name, value), then zeros.</summary>
internal static class SlotFormat
{
    public const int Alignment = 4096;
    public const int MaxFile = 2 * (RowLimits.Value + (2 * 64 * 1024));

    /// <summary>The smallest slot for a row, in whole pages. Sealed rows have only a few sizes.</summary>
    public static int SizeFor(Slot slot) => (SlotHeader.Size + BodyLength(slot) + Alignment - 1) / Alignment * Alignment;

    public static void Write(Slot slot, Span<byte> target)
    {
        ReadOnlySpan<byte> partition = MemoryMarshal.AsBytes(slot.Key.Partition.AsSpan());
        ReadOnlySpan<byte> name = MemoryMarshal.AsBytes(slot.Key.Name.AsSpan());
        target.Clear();
        Span<byte> body = target[SlotHeader.Size..];
        partition.CopyTo(body);
        name.CopyTo(body[partition.Length..]);
        slot.Value.Span.CopyTo(body[(partition.Length + name.Length)..]);
        new SlotHeader(
            SlotHeader.CurrentFormat, slot.Kind, target.Length, slot.Sequence, slot.Version, BodyLength(slot), (ushort)partition.Length, (ushort)name.Length).Write(target);
    }

    /// <summary>Reads the slot of a header; null where its body is damaged or belongs to another row.</summary>
    public static Slot? Read(SlotHeader header, ReadOnlySpan<byte> source, ExpectedRow expected)
    {
        if (!header.HasBody(source))
        {
            return null;
        }

        if (header.Kind == SlotKind.Empty)
        {
            return Slot.Empty with { Sequence = header.Sequence };
        }

        ReadOnlySpan<byte> body = source.Slice(SlotHeader.Size, header.Body);
        int names = header.Partition + header.Name;
        return expected.Match(body[..header.Partition], body[header.Partition..names]) is { } key
            ? new Slot(header.Kind, header.Sequence, header.Version, key, body[names..].ToArray())
            : null;
    }

    /// <summary>The partition and name in the slot of a header, even if its value is damaged or cut off.</summary>
    public static ReadOnlySpan<byte> NamesOf(SlotHeader header, ReadOnlySpan<byte> source) =>
        source[SlotHeader.Size..Math.Min(source.Length, SlotHeader.Size + header.Partition + header.Name)];

    private static int BodyLength(Slot slot) => ((slot.Key.Partition.Length + slot.Key.Name.Length) * sizeof(char)) + slot.Value.Length;
}

/// <summary>Detects a torn or damaged slot, in a tenth of the time of a cryptographic hash. The seal protects against an attacker.</summary>
/// <remarks>Two CRC-32C (RFC 3720, appendix B.4) over the same little-endian words of 64 bits. The second one multiplies each word by an odd constant, so that the two miss different errors.</remarks>
internal static class SlotChecksum
{
    public const int Size = sizeof(ulong);

    private const ulong Golden = 0x9E3779B97F4A7C15;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        uint plain = uint.MaxValue;
        uint mixed = (uint)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes), ref plain, ref mixed);
        }

        Span<byte> last = stackalloc byte[sizeof(ulong)];
        last.Clear();
        bytes.CopyTo(last);
        Add(BinaryPrimitives.ReadUInt64LittleEndian(last), ref plain, ref mixed);
        return ((ulong)mixed << 32) | plain;
    }

    private static void Add(ulong word, ref uint plain, ref uint mixed)
    {
        plain = BitOperations.Crc32C(plain, word);
        mixed = BitOperations.Crc32C(mixed, BitOperations.RotateLeft(word * Golden, 32));
    }
}
