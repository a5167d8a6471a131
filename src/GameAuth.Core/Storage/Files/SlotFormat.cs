using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>A slot as bytes: <see cref="SlotHeader"/>, then the body (partition, name, value), then zeros.</summary>
internal static class SlotFormat
{
    public const int Alignment = 4096;
    public const int MaxFile = 2 * (RowLimits.Value + (2 * 64 * 1024));

    /// <summary>The smallest slot for a row, with the same steps for all rows of about its size.</summary>
    public static int SizeFor(Slot slot) => Math.Max(Alignment, SealedSize.For(SlotHeader.Size + BodyLength(slot)));

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

    /// <summary>Reads the slot that this header leads; null where its body is damaged.</summary>
    public static Slot? Read(SlotHeader header, ReadOnlyMemory<byte> source)
    {
        if (!header.HasBody(source.Span))
        {
            return null;
        }

        ReadOnlyMemory<byte> body = source.Slice(SlotHeader.Size, header.Body);
        return new Slot(header.Kind, header.Sequence, header.Version, ReadKey(header, source.Span)!.Value, body[(header.Partition + header.Name)..]);
    }

    /// <summary>The place that the slot under this header names, be its value whole or not; null where the slot ends before.</summary>
    public static RowKey? ReadKey(SlotHeader header, ReadOnlySpan<byte> source) => source.Length < SlotHeader.Size + header.Partition + header.Name
        ? null
        : new RowKey(Text(source.Slice(SlotHeader.Size, header.Partition)), Text(source.Slice(SlotHeader.Size + header.Partition, header.Name)));

    private static int BodyLength(Slot slot) => ((slot.Key.Partition.Length + slot.Key.Name.Length) * sizeof(char)) + slot.Value.Length;

    private static string Text(ReadOnlySpan<byte> units) => new(MemoryMarshal.Cast<byte, char>(units));
}
