namespace GameAuth.Torture;

/// <summary>The ways in which a row's file goes bad, one after the other; random damage of one slot is most of them.</summary>
internal static class Damages
{
    private delegate void SlotDamage(Span<byte> slot, Random random);

    public static IReadOnlyList<Damage> All { get; } =
    [
        OneSlot("bit-flips", SlotDamages.FlipBits),
        OneSlot("zeroed-sectors", SlotDamages.ZeroSectors),
        OneSlot("zeroed-page", SlotDamages.ZeroPage),
        OneSlot("random-sectors", SlotDamages.RandomSectors),
        new("truncated-slot", Reach.OneSlot, static (file, random) => file.File[..random.Next(file.SlotSize, file.File.Length)]),
        new("torn-write", Reach.NextWrite, static (file, random) =>
        {
            byte[] torn = file.Copy();
            SlotDamages.Tear(file.Slot(torn, 1 - file.Newest), file.Slot(file.History.OneSaveLater, 1 - file.Newest), random);
            return torn;
        }),
        new("slot-of-another-row", Reach.OneSlot, static (file, random) =>
        {
            byte[] mixed = file.Copy();
            int index = random.Next(2);
            file.Slot(file.Other, index).CopyTo(file.Slot(mixed, index));
            return mixed;
        }),
        new("slot-of-two-saves-ago", Reach.Rollback, static (file, _) =>
        {
            byte[] old = file.Copy();
            file.Slot(file.History.OneSaveAgo, file.Newest).CopyTo(file.Slot(old, file.Newest));
            return old;
        }),
        new("file-of-two-saves-ago", Reach.Rollback, static (file, _) => file.History.TwoSavesAgo),
        new("bit-flips-in-both", Reach.Whole, static (file, random) => Both(file, SlotDamages.FlipBits, random)),
        new("random-in-both", Reach.Whole, static (file, random) => Both(file, SlotDamages.RandomSectors, random)),
        new("truncated-file", Reach.Whole, static (file, random) => file.File[..random.Next(file.SlotSize)]),
        new("file-of-another-row", Reach.Whole, static (file, _) => file.Other),
        new("forged-slot", Reach.Whole, static (file, random) =>
        {
            byte[] forged = file.Copy();
            SlotDamages.Forge(file.Slot(forged, file.Newest), random);
            return forged;
        }),
        new("forged-file", Reach.Whole, static (file, random) => Both(file, SlotDamages.Forge, random)),
    ];

    private static Damage OneSlot(string name, SlotDamage damage) => new(name, Reach.OneSlot, (file, random) =>
    {
        byte[] damaged = file.Copy();
        damage(file.Slot(damaged, random.Next(2)), random);
        return damaged;
    });

    private static byte[] Both(Specimen file, SlotDamage damage, Random random)
    {
        byte[] damaged = file.Copy();
        damage(file.Slot(damaged, 0), random);
        damage(file.Slot(damaged, 1), random);
        return damaged;
    }
}
