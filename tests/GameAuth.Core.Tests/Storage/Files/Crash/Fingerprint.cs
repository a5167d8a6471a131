using System.Runtime.InteropServices;

namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>A 64-bit hash that is the same in every run, to tell states that were seen before.</summary>
internal static class Fingerprint
{
    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong Prime = 0xD6E8FEB86659FD93;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Mix(Seed, (ulong)bytes.Length);
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            hash = Mix(hash, word);
        }

        foreach (byte rest in bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..])
        {
            hash = Mix(hash, rest);
        }

        return hash;
    }

    public static ulong Of(string text) => Of(MemoryMarshal.AsBytes(text.AsSpan()));

    public static ulong Mix(ulong hash, ulong word)
    {
        ulong mixed = (hash ^ word) * Prime;
        return (mixed ^ (mixed >> 32)) * Prime;
    }
}
