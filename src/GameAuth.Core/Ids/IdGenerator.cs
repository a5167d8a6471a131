using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>Ids that look random and never come twice from one generator. Lock-free and safe for use from any thread.</summary>
/// <remarks>For ids, not for secrets: states, nonces, verifiers and keys come from <see cref="RandomNumberGenerator"/>.</remarks>
public sealed class IdGenerator : IIdGenerator
{
    // Random ids of 64 bits meet by chance: 10 million of them once in some 400,000 runs. A counter that goes through a keyed
    // permutation can't meet itself before it has counted to 2^64, and without the key nobody reads the count out of an id.
    private readonly SpeckPermutation _unique;
    private readonly SpeckPermutation _filler;
    private ulong _count;

    /// <summary>A generator with keys from the system's random generator: no two generators give the same sequence.</summary>
    public IdGenerator()
        : this(RandomNumberGenerator.GetBytes(8 * sizeof(uint)))
    {
    }

    /// <summary>A generator whose sequence can be repeated, for tests only: whoever knows the seed knows every id.</summary>
    /// <param name="seed">The same seed gives the same ids in the same order.</param>
    public IdGenerator(int seed)
        : this(SHA256.HashData(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(seed))))
    {
    }

    private IdGenerator(ReadOnlySpan<byte> keys)
    {
        var words = MemoryMarshal.Cast<byte, uint>(keys);
        _unique = new SpeckPermutation(words[..4]);
        _filler = new SpeckPermutation(words[4..]);
    }

    /// <inheritdoc/>
    public Guid NextUuid()
    {
        // A UUID has room for 122 bits besides version and variant: all 64 of the unique number, and 58 that only hide it further.
        var count = Interlocked.Increment(ref _count);
        var unique = _unique.Permute(count);
        var filler = _filler.Permute(count);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (unique & ~0xFFFFUL) | 0x4000 | ((unique >> 4) & 0x0FFF));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (2UL << 62) | ((unique & 0xF) << 58) | (filler >> 6));
        return new Guid(bytes, bigEndian: true);
    }

    /// <inheritdoc/>
    public ulong NextSpan()
    {
        // One count in 2^64 stands for zero, which W3C Trace Context forbids.
        ulong id;
        do
            id = _unique.Permute(Interlocked.Increment(ref _count));
        while (id == 0);
        return id;
    }
}
