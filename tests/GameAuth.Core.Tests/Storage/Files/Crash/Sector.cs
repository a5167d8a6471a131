namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>What a disk writes whole or not at all: 512 bytes, never changed once made.</summary>
internal sealed class Sector
{
    public const int Size = 512;

    public Sector(ReadOnlySpan<byte> bytes)
    {
        byte[] whole = new byte[Size];
        bytes.CopyTo(whole);
        Bytes = whole;
        Hash = Fingerprint.Of(whole);
    }

    public static Sector Zero { get; } = new([]);

    public byte[] Bytes { get; }

    public ulong Hash { get; }

    /// <summary>This sector with some bytes written over.</summary>
    public Sector With(int offset, ReadOnlySpan<byte> content)
    {
        byte[] changed = [.. Bytes];
        content.CopyTo(changed.AsSpan(offset));
        return new Sector(changed);
    }
}
