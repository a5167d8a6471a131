using System.Numerics;

namespace GameAuth.Storage;

/// <summary>The few sizes that sealed rows come in, so that a file's size does not tell which token it holds.</summary>
internal static class SealedSize
{
    private const int Smallest = 1024;
    private const int Small = 2048;
    private const int Page = 4096;
    private const int Step = 16;

    // What a file store writes before the sealed bytes (a header and two hidden names), so that they fill whole pages together.
    private const int Reserved = 512;

    /// <summary>The size for so many bytes in all: 1 KiB, 2 KiB, then 1, 2, 4 ... 16 pages and multiples of 16, less the bytes that a store adds.</summary>
    public static int For(int length)
    {
        if (length <= Small)
        {
            return length <= Smallest ? Smallest : Small;
        }

        int pages = checked(length + Reserved + Page - 1) / Page;
        pages = pages <= Step ? (int)BitOperations.RoundUpToPowerOf2((uint)pages) : (pages + Step - 1) / Step * Step;
        return (pages * Page) - Reserved;
    }
}
