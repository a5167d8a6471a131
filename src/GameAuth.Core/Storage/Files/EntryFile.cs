using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>A row's file as it was read: two slots of one size, of which the older is overwritten, so that the newer survives whatever happens.</summary>
internal sealed class EntryFile
{
    private EntryFile(RowState state, Slot current, int currentIndex, int slotSize, RowVersion version)
    {
        State = state;
        Current = current;
        CurrentIndex = currentIndex;
        SlotSize = slotSize;
        Version = version;
    }

    /// <summary>No file.</summary>
    public static EntryFile None { get; } = new(RowState.Missing, Slot.Empty, 0, 0, default);

    public RowState State { get; }

    /// <summary>The newest intact slot.</summary>
    public Slot Current { get; }

    public int CurrentIndex { get; }

    public int SlotSize { get; }

    /// <summary>What <see cref="Row.Version"/> says.</summary>
    public RowVersion Version { get; }

    /// <summary>A deletion that was cut off before its file was gone.</summary>
    public bool IsHalfDeleted => Current.Kind == SlotKind.Deleted;

    /// <summary>Whether it may be a file in the midst of a write, or one that needs care: then it is read again under the row's lock.</summary>
    public bool IsDoubtful => State is RowState.Recovered or RowState.Corrupt || IsHalfDeleted;

    /// <summary>Where the next write goes.</summary>
    public long TargetOffset => CurrentIndex == 0 ? SlotSize : 0;

    public long CurrentOffset => CurrentIndex == 0 ? 0 : SlotSize;

    public Row ToRow() => new(State, Version, State is RowState.Found or RowState.Recovered ? Current.Value : default);

    /// <summary>Judges a file.</summary>
    /// <param name="file">Its bytes; null where there is none.</param>
    /// <param name="belongs">Whether a row's place is the one that this file stands for; a slot of another row is as good as damaged.</param>
    public static EntryFile Parse(byte[]? file, Predicate<RowKey> belongs)
    {
        if (file is null)
        {
            return None;
        }

        SlotHealth first = SlotFormat.Read(file, out Slot left, out int size);
        size = first == SlotHealth.Damaged ? FindSecond(file) : size;
        SlotHealth second = size < file.Length ? SlotFormat.Read(file.AsMemory(size), out Slot right, out int declared) : Absent(out right, out declared);
        first = Admit(first, ref left, belongs);
        second = Admit(declared == size ? second : SlotHealth.Damaged, ref right, belongs);
        if (first == SlotHealth.Newer || second == SlotHealth.Newer)
        {
            return new(RowState.NewerFormat, Slot.Empty, 0, size, default);
        }

        bool leftIsNewer = first == SlotHealth.Intact && (second == SlotHealth.Damaged || left.Sequence > right.Sequence);
        bool whole = first == SlotHealth.Intact && second == SlotHealth.Intact;
        Slot current = leftIsNewer ? left : right;
        return current.Kind switch
        {
            SlotKind.Row => new(whole ? RowState.Found : RowState.Recovered, current, leftIsNewer ? 0 : 1, size, current.Version),
            SlotKind.Deleted => new(RowState.Missing, current, leftIsNewer ? 0 : 1, size, default),
            _ => new(RowState.Corrupt, Slot.Empty, 0, size, Fingerprint(file)),
        };
    }

    private static SlotHealth Absent(out Slot slot, out int size)
    {
        slot = Slot.Empty;
        size = 0;
        return SlotHealth.Damaged;
    }

    private static SlotHealth Admit(SlotHealth health, ref Slot slot, Predicate<RowKey> belongs)
    {
        if (health == SlotHealth.Intact && (slot.Kind == SlotKind.Empty || belongs(slot.Key)))
        {
            return health;
        }

        slot = Slot.Empty;
        return health == SlotHealth.Newer ? health : SlotHealth.Damaged;
    }

    // Each slot says its size. Where the first is damaged, the second is found by standing at its own size.
    private static int FindSecond(byte[] file)
    {
        for (int offset = SlotFormat.Alignment; offset < file.Length; offset += SlotFormat.Alignment)
        {
            if (SlotFormat.Read(file.AsMemory(offset), out _, out int declared) != SlotHealth.Damaged && declared == offset)
            {
                return offset;
            }
        }

        return SlotFormat.Alignment;
    }

    private static RowVersion Fingerprint(byte[] file) => new(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(file)), 0);
}
