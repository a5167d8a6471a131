using System.Buffers.Binary;
using System.Numerics;

namespace GameAuth.Torture;

/// <summary>What is done to bytes.</summary>
internal static class SlotDamages
{
    private const int Sector = 512;
    private const int Page = 4096;
    private const int HeaderChecksumAt = 8;
    private const int CoveredAt = 16;
    private const int BodyLengthAt = 48;
    private const int BodyChecksumAt = 56;
    private const int HeaderSize = 64;

    public static void FlipBits(Span<byte> slot, Random random)
    {
        for (int flips = random.Next(1, 9); flips > 0; flips--)
        {
            slot[random.Next(slot.Length)] ^= (byte)(1 << random.Next(8));
        }
    }

    public static void ZeroSectors(Span<byte> slot, Random random) => Some(slot, Sector, random).Clear();

    public static void ZeroPage(Span<byte> slot, Random random) => slot.Slice(random.Next(slot.Length / Page) * Page, Page).Clear();

    public static void RandomSectors(Span<byte> slot, Random random) => random.NextBytes(Some(slot, Sector, random));

    /// <summary>The first sectors of another content over the slot: a write that stopped halfway.</summary>
    public static void Tear(Span<byte> slot, ReadOnlySpan<byte> next, Random random) =>
        next[..(random.Next(1, slot.Length / Sector) * Sector)].CopyTo(slot);

    /// <summary>Somebody without the key changes a byte of the sealed value and sets the file's checksums right, which anybody can.</summary>
    public static void Forge(Span<byte> slot, Random random)
    {
        int body = BitConverter.ToInt32(slot[BodyLengthAt..]);
        slot[HeaderSize + body - 1 - random.Next(body / 2)] ^= (byte)random.Next(1, 256);
        Checksum(slot.Slice(HeaderSize, body), slot[BodyChecksumAt..]);
        Checksum(slot[CoveredAt..HeaderSize], slot[HeaderChecksumAt..]);
    }

    private static void Checksum(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        byte[] words = new byte[(bytes.Length / 8 * 8) + 8];
        bytes.CopyTo(words);
        (uint plain, uint mixed) = (uint.MaxValue, (uint)bytes.Length);
        for (int i = 0; i < words.Length; i += 8)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(words.AsSpan(i));
            plain = BitOperations.Crc32C(plain, word);
            mixed = BitOperations.Crc32C(mixed, BitOperations.RotateLeft(word * 0x9E3779B97F4A7C15, 32));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target, plain);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], mixed);
    }

    private static Span<byte> Some(Span<byte> slot, int unit, Random random)
    {
        int first = random.Next(slot.Length / unit);
        int count = Math.Min(random.Next(1, 5), (slot.Length / unit) - first);
        return slot.Slice(first * unit, count * unit);
    }
}
