namespace GameAuth.Providers;

/// <summary>A file of an import, as it was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Content">Its bytes as they are on the disk; null where it was not read.</param>
/// <param name="Problem">Why it was not read; null where it was.</param>
internal sealed record ImportFile(string Path, byte[]? Content, string? Problem)
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The bytes for an importer.</summary>
    public ReadOnlyMemory<byte> Text => Content.AsSpan().StartsWith(ByteOrderMark) ? Content.AsMemory(ByteOrderMark.Length) : Content;
}
