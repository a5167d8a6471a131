using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GameAuth.Jose;

/// <summary>A hash of whole tokens with secrets of its own, so that nobody can choose tokens that collide, or learn a stored one by timing the comparison.</summary>
/// <remarks>Not for storage: it is another one in each process.</remarks>
internal readonly struct TokenHash(ulong first, ulong second)
{
    public static TokenHash Create()
    {
        Span<byte> secret = stackalloc byte[16];
        RandomNumberGenerator.Fill(secret);
        return new TokenHash(BinaryPrimitives.ReadUInt64LittleEndian(secret) | 1, BinaryPrimitives.ReadUInt64LittleEndian(secret[8..]) | 1);
    }

    public ulong Of(ReadOnlySpan<byte> token)
    {
        ulong state = first ^ (ulong)token.Length;
        while (token.Length > 16)
        {
            state = Mix(BinaryPrimitives.ReadUInt64LittleEndian(token) ^ second, BinaryPrimitives.ReadUInt64LittleEndian(token[8..]) ^ state);
            token = token[16..];
        }

        Span<byte> last = stackalloc byte[16];
        last.Clear();
        token.CopyTo(last);
        state = Mix(BinaryPrimitives.ReadUInt64LittleEndian(last) ^ second, BinaryPrimitives.ReadUInt64LittleEndian(last[8..]) ^ state);
        return Mix(state ^ second, first);
    }

    // Both halves of the product of 128 bits.
    private static ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
