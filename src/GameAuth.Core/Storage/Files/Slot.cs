namespace GameAuth.Storage;

/// <summary>One of the two halves of an entry file.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Sequence">Counts the writes to the file: the higher of two intact slots is the newer, whatever their epochs.</param>
/// <param name="Version">The row's version.</param>
/// <param name="Key">The row's place, as the store was told it.</param>
/// <param name="Value">The row's bytes.</param>
internal readonly record struct Slot(SlotKind Kind, ulong Sequence, RowVersion Version, RowKey Key, ReadOnlyMemory<byte> Value)
{
    public static Slot Empty => new(SlotKind.Empty, 0, default, new RowKey("", ""), default);

    public Slot ToDeleted(ulong sequence) => this with { Kind = SlotKind.Deleted, Sequence = sequence, Value = default };
}
