using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace GameAuth.Jose;

/// <summary>A number of 256 bits, modulo the group's order L = 2^252 + 27742317777372353535851937790883648493. Variable time.</summary>
internal struct Scalar
{
    public const int Size = 32;
    public const int WideSize = 64;

    private Words _words;

    public static Scalar Order { get; } = new(0x5812631A5CF5D3ED, 0x14DEF9DEA2F79CD6, 0, 0x1000000000000000);

    // floor(2^512 / L), for Barrett's reduction.
    private static readonly ulong[] Reciprocal =
        [0xED9CE5A30A2C131B, 0x2106215D086329A7, 0xFFFFFFFFFFFFFFEB, 0xFFFFFFFFFFFFFFFF, 0x000000000000000F];

    // With a zero above, as long as what is left after the estimate.
    private static readonly ulong[] OrderWords = [0x5812631A5CF5D3ED, 0x14DEF9DEA2F79CD6, 0, 0x1000000000000000, 0];

    private Scalar(ulong word0, ulong word1, ulong word2, ulong word3) =>
        (_words[0], _words[1], _words[2], _words[3]) = (word0, word1, word2, word3);

    /// <summary>Bits from <paramref name="at"/> on, zeros beyond the end.</summary>
    public readonly uint Bits(int at, int count)
    {
        int word = at >> 6;
        int shift = at & 63;
        if (word > 3)
        {
            return 0;
        }

        ulong bits = _words[word] >> shift;
        if (shift + count > 64 && word < 3)
        {
            bits |= _words[word + 1] << (64 - shift);
        }

        return (uint)(bits & ((1UL << count) - 1));
    }

    /// <summary>Reads a little-endian number; false unless it is below L, so that a signature has one S (RFC 8032 section 5.1.7).</summary>
    public static bool TryReadCanonical(ReadOnlySpan<byte> bytes, out Scalar scalar)
    {
        scalar = default;
        for (int i = 0; i < 4; i++)
        {
            scalar._words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]);
        }

        for (int i = 3; i >= 0; i--)
        {
            if (scalar._words[i] != OrderWords[i])
            {
                return scalar._words[i] < OrderWords[i];
            }
        }

        return false;
    }

    /// <summary>A hash of 64 bytes, little-endian, modulo L (Handbook of Applied Cryptography, algorithm 14.42, with words of 64 bits).</summary>
    [SkipLocalsInit]
    public static Scalar Reduce(ReadOnlySpan<byte> hash)
    {
        Span<ulong> value = stackalloc ulong[8];
        for (int i = 0; i < 8; i++)
        {
            value[i] = BinaryPrimitives.ReadUInt64LittleEndian(hash[(8 * i)..]);
        }

        Span<ulong> estimate = stackalloc ulong[10];
        Product(value[3..], Reciprocal, estimate);
        Span<ulong> multiple = stackalloc ulong[9];
        Product(estimate[5..], OrderWords.AsSpan(0, 4), multiple);

        // The true remainder is at most two orders below this one, and fits five words.
        Span<ulong> rest = stackalloc ulong[5];
        Difference(value[..5], multiple[..5], rest);
        Span<ulong> lower = stackalloc ulong[5];
        while (!Difference(rest, OrderWords, lower))
        {
            lower.CopyTo(rest);
        }

        return new Scalar(rest[0], rest[1], rest[2], rest[3]);
    }

    private static void Product(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> product)
    {
        product.Clear();
        for (int i = 0; i < left.Length; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < right.Length; j++)
            {
                UInt128 sum = Math.BigMul(left[i], right[j]);
                sum += product[i + j];
                sum += carry;
                product[i + j] = (ulong)sum;
                carry = (ulong)(sum >> 64);
            }

            product[i + right.Length] = carry;
        }
    }

    // Modulo 2^(64 n); true when it went below zero.
    private static bool Difference(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> difference)
    {
        ulong borrow = 0;
        for (int i = 0; i < difference.Length; i++)
        {
            ulong step = left[i] - right[i];
            ulong next = step - borrow;
            borrow = (left[i] < right[i] ? 1UL : 0) | (step < borrow ? 1UL : 0);
            difference[i] = next;
        }

        return borrow == 1;
    }

    [InlineArray(4)]
    private struct Words
    {
        private ulong _first;
    }
}
