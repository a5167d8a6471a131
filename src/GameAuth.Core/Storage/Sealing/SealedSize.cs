using System.Numerics;

namespace GameAuth.Storage;

/// <summary>The few sizes that sealed rows come in, so that a file's size does not tell which token it holds.</summary>
internal static class SealedSize
{
    private const int Smallest = 1024;
    private const int LargestPowerOfTwo = 64 * 1024;

    /// <summary>The size for so many bytes in all: a power of two up to 64 KiB, a multiple of 64 KiB beyond.</summary>
    public static int For(int length) => length <= LargestPowerOfTwo
        ? (int)Math.Max(Smallest, BitOperations.RoundUpToPowerOf2((uint)length))
        : checked((length + LargestPowerOfTwo - 1) / LargestPowerOfTwo * LargestPowerOfTwo);
}
