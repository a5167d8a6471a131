namespace GameAuth.Storage;

/// <summary>Where a row is sealed to, as bytes that no other place has: each text carries its length.</summary>
internal static class SealingPlace
{
    private const int VersionSize = 2 * sizeof(ulong);

    /// <summary>Where <see cref="Write"/> puts purpose, partition and name: what a row's own key is derived for.</summary>
    public const int InfoStart = SealedHeader.Size + VersionSize;

    /// <summary>How long the associated data is.</summary>
    public static int SizeFor(string purpose, RowKey key) =>
        InfoStart + PlaceWriter.SizeOf(purpose) + PlaceWriter.SizeOf(key.Partition) + PlaceWriter.SizeOf(key.Name);

    /// <summary>Header (format, algorithm, key id), version, purpose, partition and name: the associated data.</summary>
    public static void Write(Span<byte> target, ReadOnlySpan<byte> header, RowVersion version, string purpose, RowKey key)
    {
        PlaceWriter writer = new(target);
        writer.Add(header);
        writer.Add(version.Epoch);
        writer.Add(version.Number);
        writer.AddText(purpose);
        writer.AddText(key.Partition);
        writer.AddText(key.Name);
    }

    /// <summary>A label and texts, each text led by its length in bytes.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> label, params ReadOnlySpan<string> texts)
    {
        int size = label.Length;
        foreach (string text in texts)
        {
            size += PlaceWriter.SizeOf(text);
        }

        byte[] encoded = new byte[size];
        PlaceWriter writer = new(encoded);
        writer.Add(label);
        foreach (string text in texts)
        {
            writer.AddText(text);
        }

        return encoded;
    }
}
