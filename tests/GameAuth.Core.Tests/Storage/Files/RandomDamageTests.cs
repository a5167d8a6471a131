using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>Whatever happens to the newest slot, a read gives the version written or the one before, never anything else.</summary>
public sealed class RandomDamageTests
{
    private static readonly RowKey Key = new("owner", "grant");
    private static readonly RowVersion First = new(7, 1);
    private static readonly RowVersion Second = new(7, 2);

    private static byte[] File(int slotSize, byte[] before, byte[] newest)
    {
        byte[] file = new byte[2 * slotSize];
        SlotFormat.Write(new Slot(SlotKind.Row, 1, First, Key, before), file.AsSpan(0, slotSize));
        SlotFormat.Write(new Slot(SlotKind.Row, 2, Second, Key, newest), file.AsSpan(slotSize));
        return file;
    }

    private static void Damage(Span<byte> slot, int kind, Random random)
    {
        int at = random.Next(slot.Length);
        switch (kind)
        {
            case 0: slot[random.Next(600)] ^= (byte)(1 << random.Next(8)); break;
            case 1: slot.Slice(at / 512 * 512, 512).Clear(); break;
            case 2: slot[at..].Clear(); break;
            case 3: random.NextBytes(slot.Slice(at / 512 * 512, 512)); break;
            case 4: random.NextBytes(slot[..random.Next(1, 200)]); break;
            default: slot[at..].CopyTo(slot); break;
        }
    }

    [Fact]
    public void Random_damage_to_the_newest_slot_never_yields_wrong_data()
    {
        byte[] before = Encoding.UTF8.GetBytes(new string('b', 500));
        byte[] newest = Encoding.UTF8.GetBytes(new string('n', 500));
        int recovered = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            byte[] file = File(4096, before, newest);
            Damage(file.AsSpan(4096), random.Next(6), random);
            Row row = EntryFile.Parse(file, ExpectedRow.Of(Key)).ToRow();
            recovered += row.State == RowState.Recovered ? 1 : 0;
            return (row.State == RowState.Found && row.Version == Second && row.Value.Span.SequenceEqual(newest))
                || (row.State == RowState.Recovered && row.Version == First && row.Value.Span.SequenceEqual(before));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
        Assert.InRange(recovered, 1000, 4999);
    }

    [Fact]
    public void Random_files_are_corrupt_and_nothing_else()
    {
        Random random = new(11);
        for (int i = 0; i < 2000; i++)
        {
            byte[] file = new byte[random.Next(20_000)];
            random.NextBytes(file);
            "GAuth\r\n\x1A"u8.CopyTo(file.Length < 8 ? new byte[8] : file);
            Assert.Equal(RowState.Corrupt, EntryFile.Parse(file, ExpectedRow.Of(Key)).State);
        }
    }

    [Fact]
    public void A_write_that_was_cut_off_anywhere_leaves_a_whole_version()
    {
        byte[] whole = File(4096, "old"u8.ToArray(), "older"u8.ToArray());
        byte[] next = new byte[4096];
        SlotFormat.Write(new Slot(SlotKind.Row, 3, Second.Next(), Key, "new"u8.ToArray()), next);
        for (int written = 0; written <= next.Length; written++)
        {
            byte[] file = [.. next.AsSpan(0, written), .. whole.AsSpan(written)];
            Row row = EntryFile.Parse(file, ExpectedRow.Of(Key)).ToRow();
            Assert.True(row.HasValue);
            Assert.Contains(Encoding.UTF8.GetString(row.Value.Span), (string[])["older", "new"]);
        }
    }
}
