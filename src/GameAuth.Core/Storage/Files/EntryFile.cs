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
    /// <remarks>
    /// Both headers are always checked, and they say which slot is newer; then the newer body, and the older one only where the newer is
    /// damaged. A version is returned only if its own header, body and place were found whole.
    /// </remarks>
    /// <param name="file">Its bytes.</param>
    /// <param name="place">The row that it stands for.</param>
    public static EntryFile Parse(ReadOnlySpan<byte> file, EntryPlace place)
    {
        SlotHeader? first = SlotHeader.Read(file);
        int size = first?.SlotSize ?? FindSecond(file);
        SlotHeader? second = size < file.Length && SlotHeader.Read(file[size..]) is { } found && found.SlotSize == size ? found : null;
        if (first is { IsNewer: true } || second is { IsNewer: true })
        {
            return new(RowState.NewerFormat, Slot.Empty, 0, size, default);
        }

        int newer = first is { } left && (second is not { } right || left.Sequence > right.Sequence) ? 0 : 1;
        Slot? newest = Read(file, newer == 0 ? first : second, newer * size, place);

        // A slot of another row with a lower sequence hides the version that stood there: then the one before it would pass for the newest.
        bool isRecovered = first is null || second is null || newest is null
            || (first.Value.Kind != SlotKind.Empty && second.Value.Kind != SlotKind.Empty && !SlotFormat.NamesOf(first.Value, file).SequenceEqual(SlotFormat.NamesOf(second.Value, file[size..])));
        int index = newest is null ? 1 - newer : newer;
        Slot current = newest ?? Read(file, index == 0 ? first : second, index * size, place) ?? Slot.Empty;
        return current.Kind switch
        {
            SlotKind.Row => new(isRecovered ? RowState.Recovered : RowState.Found, current, index, size, current.Version),
            SlotKind.Deleted => new(RowState.Missing, current, index, size, default),
            _ => new(RowState.Corrupt, Slot.Empty, 0, size, Fingerprint(file)),
        };
    }

    private static Slot? Read(ReadOnlySpan<byte> file, SlotHeader? header, int offset, EntryPlace place) =>
        header is { } sound ? SlotFormat.Read(sound, file[offset..], place) : null;

    // Each slot says its size. Where the first is damaged, the second is found by standing at its own size.
    private static int FindSecond(ReadOnlySpan<byte> file)
    {
        for (int offset = SlotFormat.Alignment; offset < file.Length; offset += SlotFormat.Alignment)
        {
            if (SlotHeader.Read(file[offset..])?.SlotSize == offset)
            {
                return offset;
            }
        }

        return SlotFormat.Alignment;
    }

    private static RowVersion Fingerprint(ReadOnlySpan<byte> file) => new(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(file)), 0);
}
