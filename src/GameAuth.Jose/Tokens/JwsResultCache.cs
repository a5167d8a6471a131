using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace GameAuth.Jose;

/// <summary>Remembers what tokens were found to say, so that one that comes again costs no signature. Bounded; safe for use from any thread.</summary>
/// <remarks>
/// <para>
/// An entry is found by the whole token, signature included, compared byte by byte, and dies with its token, with its keys' generation, or
/// after <see cref="MaxAge"/>. Put in only what was verified, and ask again on each call what depends on the call: audience, scope, binding.
/// </para>
/// <para>A lookup takes no lock and allocates nothing. A full cache forgets the entry of a place that ends first.</para>
/// </remarks>
/// <typeparam name="T">What a token was found to say; immutable, since all callers share it.</typeparam>
public sealed class JwsResultCache<T>
    where T : class
{
    /// <summary>The longest life of an entry: 60 seconds. A token that its issuer revokes is believed no longer than that.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    private const int Ways = 4;

    private readonly Entry?[] _entries;
    private readonly TimeProvider _clock;
    private readonly TokenHash _hash = TokenHash.Create();

    /// <summary>An empty cache.</summary>
    /// <param name="capacity">The most entries; rounded up to a power of two, at least 4. Each holds its token, so 1024 of them are about 1 MB.</param>
    /// <param name="clock">The clock; null stands for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is less than 1 or more than 2^20.</exception>
    public JwsResultCache(int capacity = 1024, TimeProvider? clock = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 20);
        _entries = new Entry?[Math.Max(Ways, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity))];
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>Finds what a token was found to say.</summary>
    /// <param name="token">The whole token.</param>
    /// <param name="generation">The generation of the keys now, such as <see cref="JwksCache.Generation"/>; under zero, which stands for no keys, nothing is found.</param>
    /// <param name="value">What it says.</param>
    /// <returns>Whether it is remembered, under the same generation, and not ended.</returns>
    public bool TryGet(ReadOnlySpan<byte> token, long generation, [NotNullWhen(true)] out T? value)
    {
        ulong hash = _hash.Of(token);
        foreach (ref Entry? place in Places(hash))
        {
            Entry? entry = Volatile.Read(ref place);
            if (entry is not null && entry.Hash == hash && entry.Generation == generation && token.SequenceEqual(entry.Token))
            {
                // Both clocks: the one stands still while the machine sleeps, and the other may be set back.
                bool alive = _clock.GetTimestamp() < entry.EndsAt && (entry.ExpiresAt is not { } end || _clock.GetUtcNow() < end);
                value = alive ? entry.Value : null;
                return alive;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Remembers what a token was found to say.</summary>
    /// <param name="token">The whole token, which was verified.</param>
    /// <param name="generation">The generation of the keys, read before the token was verified with them; under zero nothing is kept.</param>
    /// <param name="expiresAt">When the token ends; null for one that never does.</param>
    /// <param name="value">What it says.</param>
    public void Set(ReadOnlySpan<byte> token, long generation, DateTimeOffset? expiresAt, T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        TimeSpan life = expiresAt is { } end ? end - _clock.GetUtcNow() : MaxAge;
        if (life <= TimeSpan.Zero || generation == 0)
        {
            return;
        }

        life = life < MaxAge ? life : MaxAge;
        ulong hash = _hash.Of(token);
        long endsAt = _clock.GetTimestamp() + (long)(life.TotalSeconds * _clock.TimestampFrequency);
        Entry added = new(hash, token.ToArray(), generation, endsAt, expiresAt, value);
        Volatile.Write(ref PlaceFor(added), added);
    }

    // Its own place if it is here already, then a free one, then one that died with its keys, then the one that ends first.
    private ref Entry? PlaceFor(Entry added)
    {
        Span<Entry?> places = Places(added.Hash);
        int best = 0;
        long earliest = long.MaxValue;
        for (int i = 0; i < places.Length; i++)
        {
            Entry? entry = Volatile.Read(ref places[i]);
            if (entry is not null && entry.Hash == added.Hash && entry.Token.AsSpan().SequenceEqual(added.Token))
            {
                return ref places[i];
            }

            long end = entry is null ? long.MinValue : entry.Generation < added.Generation ? long.MinValue + 1 : entry.EndsAt;
            (best, earliest) = end < earliest ? (i, end) : (best, earliest);
        }

        return ref places[best];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<Entry?> Places(ulong hash) => _entries.AsSpan((int)(hash & (uint)(_entries.Length - 1)) & -Ways, Ways);

    private sealed record Entry(ulong Hash, byte[] Token, long Generation, long EndsAt, DateTimeOffset? ExpiresAt, T Value);
}

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
