namespace GameAuth.Torture;

/// <summary>A row's intact file with what it holds, and the files that a damage may take bytes from.</summary>
/// <param name="File">Two slots of one size.</param>
/// <param name="Newest">Which of them is the newer.</param>
/// <param name="Values">The values that were saved, the oldest first; the file holds the last two.</param>
/// <param name="Next">The value of the save after them.</param>
/// <param name="History">The same file, as it was one and two saves ago and one save later.</param>
/// <param name="Other">The file of another row.</param>
internal sealed record Specimen(byte[] File, int Newest, IReadOnlyList<byte[]> Values, byte[] Next, FileHistory History, byte[] Other)
{
    public int SlotSize => File.Length / 2;

    public byte[] Copy() => (byte[])File.Clone();

    public Span<byte> Slot(byte[] file, int index) => file.AsSpan(index * SlotSize, SlotSize);
}
