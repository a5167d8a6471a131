using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>Makes the random ids of requests, operations and devices. Safe for use from any thread.</summary>
/// <remarks>Replace it in the container where a test needs known ids. States, nonces, verifiers and keys do not come from here.</remarks>
public interface IIdGenerator
{
    /// <summary>A random UUID, version 4 (RFC 9562 section 5.4).</summary>
    /// <returns>An id with 122 random bits, so that a repetition is not to be expected.</returns>
    Guid NextUuid();

    /// <summary>A 64-bit id for the 16 hex digits of a span or correlation id (W3C Trace Context section 3.2.2.4).</summary>
    /// <returns>An id with 64 random bits, never zero. Among ten million of them a repetition has a chance of 1 in 370,000.</returns>
    ulong NextSpan();
}

/// <summary>Takes ids from the system's random number generator, or from a seed in tests.</summary>
internal sealed class IdGenerator : IIdGenerator
{
    // A call of the system's generator costs many times what the rest of an id does, and every request has two.
    private const int Ahead = 512;

    [ThreadStatic]
    private static byte[]? _drawn;

    [ThreadStatic]
    private static int _left;

    private readonly Lock _gate = new();
    private readonly Random? _seeded;

    public IdGenerator()
    {
    }

    /// <summary>For tests: the same seed gives the same ids in the same order.</summary>
    internal IdGenerator(int seed) => _seeded = new Random(seed);

    public Guid NextUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        bytes[6] = (byte)(0x40 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    public ulong NextSpan()
    {
        ulong id = 0;
        while (id == 0)
        {
            Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref id)));
        }

        return id;
    }

    private void Fill(Span<byte> bytes)
    {
        if (_seeded is null)
        {
            Draw(bytes);
            return;
        }

        lock (_gate)
        {
            _seeded.NextBytes(bytes);
        }
    }

    // Each byte is given out once, and is gone from here then.
    private static void Draw(Span<byte> bytes)
    {
        byte[] drawn = _drawn ??= new byte[Ahead];
        if (_left < bytes.Length)
        {
            RandomNumberGenerator.Fill(drawn);
            _left = drawn.Length;
        }

        Span<byte> next = drawn.AsSpan(_left - bytes.Length, bytes.Length);
        next.CopyTo(bytes);
        next.Clear();
        _left -= bytes.Length;
    }
}
