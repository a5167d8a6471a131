using System.Security.Cryptography;

namespace GameAuth.Torture;

/// <summary>What is done to bytes.</summary>
internal static class SlotDamages
{
    private const int Sector = 512;
    private const int Page = 4096;
    private const int HeaderHashAt = 8;
    private const int CoveredAt = 40;
    private const int BodyHashAt = 80;
    private const int BodyLengthAt = 72;
    private const int HeaderSize = 112;

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
        SHA256.HashData(slot.Slice(HeaderSize, body), slot[BodyHashAt..]);
        SHA256.HashData(slot[CoveredAt..HeaderSize], slot[HeaderHashAt..]);
    }

    private static Span<byte> Some(Span<byte> slot, int unit, Random random)
    {
        int first = random.Next(slot.Length / unit);
        int count = Math.Min(random.Next(1, 5), (slot.Length / unit) - first);
        return slot.Slice(first * unit, count * unit);
    }
}
