using System.Numerics;
using System.Runtime.InteropServices;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.Ids;

/// <summary>GAMEAUTH_ID_COUNT says how many ids are drawn to look for one that comes twice; a full run is 10000000.</summary>
public sealed class IdGeneratorTests
{
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_ID_COUNT"), out int count) && count > 0 ? count : 100_000;

    // 64 random bits: two of a hundred thousand are the same by chance in one run of 3.7 billion, two of ten million in one of 370,000.
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void Spans_from_parallel_threads_hold_none_twice(int? seed)
    {
        IdGenerator ids = Make(seed);

        AssertDistinctAndNotZero(Draw(() => ids.NextSpan()));
    }

    // 122 random bits, folded to 64 so that they can be sorted like the spans.
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void Uuids_from_parallel_threads_hold_none_twice(int? seed)
    {
        IdGenerator ids = Make(seed);

        AssertDistinctAndNotZero(Draw(() =>
        {
            Guid id = ids.NextUuid();
            Span<ulong> words = MemoryMarshal.Cast<Guid, ulong>(new Span<Guid>(ref id));
            return words[0] ^ BitOperations.RotateLeft(words[1] * 0x9E3779B97F4A7C15, 29);
        }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void A_uuid_is_of_version_4_and_of_the_common_variant(int? seed)
    {
        IdGenerator ids = Make(seed);
        for (int i = 0; i < 1000; i++)
        {
            Guid id = ids.NextUuid();
            Assert.Equal(4, id.Version);
            Assert.InRange(id.Variant, 8, 11);
        }
    }

    [Fact]
    public void A_seed_repeats_the_ids_and_another_seed_gives_others()
    {
        IdGenerator first = new(7);
        IdGenerator second = new(7);
        IdGenerator other = new(8);

        Assert.Equal((first.NextUuid(), first.NextSpan()), (second.NextUuid(), second.NextSpan()));
        Assert.NotEqual(first.NextUuid(), other.NextUuid());
    }

    [Fact]
    public void Two_generators_do_not_share_a_sequence() => Assert.NotEqual(new IdGenerator().NextSpan(), new IdGenerator().NextSpan());

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void Neighbours_differ_in_about_half_of_their_bits(int? seed)
    {
        IdGenerator ids = Make(seed);
        const int pairs = 10_000;
        long bits = 0;
        for (int i = 0; i < pairs; i++)
        {
            bits += BitOperations.PopCount(ids.NextSpan() ^ ids.NextSpan());
        }

        Assert.InRange((double)bits / pairs, 31.5, 32.5);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void Every_free_bit_of_a_uuid_is_used_evenly(int? seed)
    {
        IdGenerator ids = Make(seed);
        const int count = 10_000;
        int[] ones = new int[128];
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < count; i++)
        {
            Assert.True(ids.NextUuid().TryWriteBytes(bytes, bigEndian: true, out _));
            for (int bit = 0; bit < 128; bit++)
            {
                ones[bit] += (bytes[bit / 8] >> (7 - (bit % 8))) & 1;
            }
        }

        int[] versionAndVariant = [48, 49, 50, 51, 64, 65];
        for (int bit = 0; bit < 128; bit++)
        {
            if (!versionAndVariant.Contains(bit))
            {
                Assert.InRange(ones[bit], count * 0.47, count * 0.53);
            }
        }
    }

    [Fact]
    public void An_id_allocates_nothing()
    {
        IdGenerator ids = new();
        _ = (ids.NextSpan(), ids.NextUuid());
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _ = (ids.NextSpan(), ids.NextUuid());
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static IdGenerator Make(int? seed) => seed is { } given ? new IdGenerator(given) : new IdGenerator();

    private static ulong[] Draw(Func<ulong> next)
    {
        const int parts = 64;
        ulong[] drawn = new ulong[Count];
        Parallel.For(0, parts, part =>
        {
            for (int i = (int)((long)Count * part / parts); i < (int)((long)Count * (part + 1) / parts); i++)
            {
                drawn[i] = next();
            }
        });
        return drawn;
    }

    private static void AssertDistinctAndNotZero(ulong[] drawn)
    {
        Array.Sort(drawn);
        Assert.NotEqual(0UL, drawn[0]);
        for (int i = 1; i < drawn.Length; i++)
        {
            if (drawn[i] == drawn[i - 1])
            {
                Assert.Fail($"The id {drawn[i]:x16} came twice.");
            }
        }
    }
}
