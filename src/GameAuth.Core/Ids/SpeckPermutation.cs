using System.Numerics;

namespace GameAuth.Providers;

/// <summary>Speck64/128 (Beaulieu et al., "The SIMON and SPECK Families of Lightweight Block Ciphers", 2013), here as a keyed permutation of 64 bits.</summary>
/// <remarks>Ids are no secrets, so a light cipher is enough; what counts is that a permutation can't give one output for two inputs.</remarks>
internal sealed class SpeckPermutation
{
    private const int Rounds = 27;
    private readonly uint[] _roundKeys = new uint[Rounds];

    /// <param name="key">Four words, the least significant first.</param>
    public SpeckPermutation(ReadOnlySpan<uint> key)
    {
        Span<uint> left = [key[1], key[2], key[3]];
        _roundKeys[0] = key[0];
        for (uint round = 0; round < Rounds - 1; round++)
        {
            ref var next = ref left[(int)(round % 3)];
            next = (_roundKeys[round] + BitOperations.RotateRight(next, 8)) ^ round;
            _roundKeys[round + 1] = BitOperations.RotateLeft(_roundKeys[round], 3) ^ next;
        }
    }

    public ulong Permute(ulong input)
    {
        var high = (uint)(input >> 32);
        var low = (uint)input;
        foreach (var key in _roundKeys)
        {
            high = (BitOperations.RotateRight(high, 8) + low) ^ key;
            low = BitOperations.RotateLeft(low, 3) ^ high;
        }

        return ((ulong)high << 32) | low;
    }
}
