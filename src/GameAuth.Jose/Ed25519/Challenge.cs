using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace GameAuth.Jose;

/// <summary>The number k of a signature: SHA-512 of R, A and the message, modulo the group's order (RFC 8032 section 5.1.7).</summary>
internal static class Challenge
{
    private const int OnStack = 1024;

    [SkipLocalsInit]
    public static Scalar Compute(ReadOnlySpan<byte> r, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        int length = checked(r.Length + key.Length + message.Length);
        byte[]? rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> input = rented is null ? stackalloc byte[OnStack] : rented;
        r.CopyTo(input);
        key.CopyTo(input[r.Length..]);
        message.CopyTo(input[(r.Length + key.Length)..]);

        // One call over one buffer: an incremental hash would be an object.
        Span<byte> hash = stackalloc byte[Scalar.WideSize];
        SHA512.HashData(input[..length], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return Scalar.Reduce(hash);
    }
}
