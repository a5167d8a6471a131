using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>A slot as bytes: <see cref="SlotHeader"/>, then the body (partition, name, value), then zeros.</summary>
internal static class SlotFormat
{
    public const int Alignment = 4096;
    public const int MaxFile = 2 * (RowLimits.Value + (2 * 64 * 1024));

    /// <summary>The smallest slot for a row, in whole pages: it is the seal that comes in few sizes.</summary>
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

    /// <summary>Reads the slot that this header leads; null where its body is damaged, or where it is another row's.</summary>
    public static Slot? Read(SlotHeader header, ReadOnlySpan<byte> source, EntryPlace place)
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
        return place.Match(body[..header.Partition], body[header.Partition..names]) is { } key
            ? new Slot(header.Kind, header.Sequence, header.Version, key, body[names..].ToArray())
            : null;
    }

    /// <summary>The partition and name that the slot under this header has, be its value whole or not; as far as the slot goes.</summary>
    public static ReadOnlySpan<byte> NamesOf(SlotHeader header, ReadOnlySpan<byte> source) =>
        source[SlotHeader.Size..Math.Min(source.Length, SlotHeader.Size + header.Partition + header.Name)];

    private static int BodyLength(Slot slot) => ((slot.Key.Partition.Length + slot.Key.Name.Length) * sizeof(char)) + slot.Value.Length;
}
