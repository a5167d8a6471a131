using System.Numerics;
using System.Runtime.InteropServices;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.Ids;

public sealed class IdGeneratorTests
{
    private const int TenMillion = 10_000_000;

    [Fact]
    public void Ten_million_spans_from_parallel_threads_hold_none_twice()
    {
        var ids = new IdGenerator();

        AssertDistinctAndNotZero(Draw(() => ids.NextSpan()));
    }

    [Fact]
    public void Ten_million_uuids_from_parallel_threads_hold_none_twice()
    {
        var ids = new IdGenerator(2);

        // Folded to 64 bits to halve the memory. The seed is fixed, so that no fold can meet another by chance in one run of many.
        AssertDistinctAndNotZero(Draw(() =>
        {
            var id = ids.NextUuid();
            var words = MemoryMarshal.Cast<Guid, ulong>(MemoryMarshal.CreateReadOnlySpan(ref id, 1));
            return words[0] ^ BitOperations.RotateLeft(words[1] * 0x9E3779B97F4A7C15, 29);
        }));
    }

    [Fact]
    public void A_uuid_is_of_version_4_and_of_the_common_variant()
    {
        var ids = new IdGenerator();
        for (var i = 0; i < 1000; i++)
        {
            var id = ids.NextUuid();
            Assert.Equal(4, id.Version);
            Assert.InRange(id.Variant, 8, 11);
        }
    }

    [Fact]
    public void A_seed_repeats_the_ids_and_another_seed_gives_others()
    {
        var first = new IdGenerator(7);
        var second = new IdGenerator(7);
        var other = new IdGenerator(8);

        Assert.Equal((first.NextUuid(), first.NextSpan()), (second.NextUuid(), second.NextSpan()));
        Assert.NotEqual(first.NextUuid(), other.NextUuid());
    }

    [Fact]
    public void Two_generators_do_not_share_a_sequence() => Assert.NotEqual(new IdGenerator().NextSpan(), new IdGenerator().NextSpan());

    [Fact]
    public void Neighbours_differ_in_about_half_of_their_bits()
    {
        var ids = new IdGenerator(1);
        const int pairs = 10_000;
        long bits = 0;
        for (var i = 0; i < pairs; i++)
            bits += BitOperations.PopCount(ids.NextSpan() ^ ids.NextSpan());

        Assert.InRange((double)bits / pairs, 31.5, 32.5);
    }

    [Fact]
    public void Every_free_bit_of_a_uuid_is_used_evenly()
    {
        var ids = new IdGenerator(1);
        const int count = 10_000;
        var ones = new int[128];
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < count; i++)
        {
            Assert.True(ids.NextUuid().TryWriteBytes(bytes, bigEndian: true, out _));
            for (var bit = 0; bit < 128; bit++)
                ones[bit] += (bytes[bit / 8] >> (7 - (bit % 8))) & 1;
        }

        int[] versionAndVariant = [48, 49, 50, 51, 64, 65];
        for (var bit = 0; bit < 128; bit++)
        {
            if (!versionAndVariant.Contains(bit))
                Assert.InRange(ones[bit], count * 0.47, count * 0.53);
        }
    }

    [Fact]
    public void The_permutation_is_the_published_cipher()
    {
        // Test vector of the SPECK paper, appendix C: Speck64/128.
        var speck = new SpeckPermutation([0x03020100, 0x0b0a0908, 0x13121110, 0x1b1a1918]);

        Assert.Equal(0x8c6fa548454e028b, speck.Permute(0x3b7265747475432d));
    }

    [Fact]
    public void An_id_allocates_nothing()
    {
        var ids = new IdGenerator();
        _ = (ids.NextSpan(), ids.NextUuid());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _ = (ids.NextSpan(), ids.NextUuid());

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ulong[] Draw(Func<ulong> next)
    {
        const int parts = 64;
        var drawn = new ulong[TenMillion];
        Parallel.For(0, parts, part =>
        {
            for (var i = (int)((long)TenMillion * part / parts); i < (int)((long)TenMillion * (part + 1) / parts); i++)
                drawn[i] = next();
        });
        return drawn;
    }

    private static void AssertDistinctAndNotZero(ulong[] drawn)
    {
        Array.Sort(drawn);
        Assert.NotEqual(0UL, drawn[0]);
        for (var i = 1; i < drawn.Length; i++)
        {
            if (drawn[i] == drawn[i - 1])
                Assert.Fail($"The id {drawn[i]:x16} came twice.");
        }
    }
}
