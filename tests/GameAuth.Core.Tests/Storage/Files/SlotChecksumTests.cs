using System.Buffers.Binary;
using System.Security.Cryptography;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class SlotChecksumTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(48)]
    [InlineData(1000)]
    public void It_is_two_castagnoli_sums_as_written_down(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)((i * 7) + 3))];
        byte[] words = [.. bytes, .. new byte[8 - (length % 8)]];
        byte[] mixed = new byte[words.Length];
        for (int i = 0; i < words.Length; i += 8)
        {
            ulong product = unchecked(BinaryPrimitives.ReadUInt64LittleEndian(words.AsSpan(i)) * 0x9E3779B97F4A7C15);
            BinaryPrimitives.WriteUInt64LittleEndian(mixed.AsSpan(i), (product << 32) | (product >> 32));
        }

        Assert.Equal(((ulong)Crc32C((uint)length, mixed) << 32) | Crc32C(uint.MaxValue, words), SlotChecksum.Of(bytes));
    }

    [Fact]
    public void The_judge_gives_the_known_answer_of_RFC_3720() => Assert.Equal(0x8A9136AAu, ~Crc32C(uint.MaxValue, new byte[32]));

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_seen()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(512);
        ulong whole = SlotChecksum.Of(bytes);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(whole, SlotChecksum.Of(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.NotEqual(whole, SlotChecksum.Of(bytes.AsSpan(0, length))));
        Assert.NotEqual(SlotChecksum.Of(new byte[8]), SlotChecksum.Of(new byte[16]));
    }

    // Bit by bit, from the polynomial.
    private static uint Crc32C(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte next in bytes)
        {
            crc ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return crc;
    }
}
