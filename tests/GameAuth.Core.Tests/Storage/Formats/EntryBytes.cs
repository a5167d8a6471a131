namespace GameAuth.Core.Tests.Storage.Formats;

/// <summary>An entry file's bytes by what they are.</summary>
internal readonly ref struct EntryBytes(Span<byte> all)
{
    public Span<byte> All { get; } = all;

    public Span<byte> Newer => All.Slice(NewerAt, All.Length / 2);

    public Span<byte> Older => All.Slice((All.Length / 2) - NewerAt, All.Length / 2);

    private int NewerAt => Sequence(0) > Sequence(All.Length / 2) ? 0 : All.Length / 2;

    private ulong Sequence(int slot) => BitConverter.ToUInt64(All[(slot + 24)..]);
}
