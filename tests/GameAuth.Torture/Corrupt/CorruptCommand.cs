namespace GameAuth.Torture;

/// <summary>Damages a row's file in all known ways, and reads.</summary>
internal static class CorruptCommand
{
    private const int MostTold = 10;
    private const int WriteEvery = 20;

    public static async Task<Outcome> RunAsync(Arguments arguments)
    {
        int cases = arguments.Int("cases", 20_000, 1, 10_000_000);
        Subjects.RequireGameAuth(arguments);
        using Scratch scratch = new();
        SpecimenStore store = new(scratch.At("store"), arguments.Seed);
        Specimen[] specimens = await store.FillAsync();
        CorruptTally tally = new();
        Random random = new(arguments.Seed);
        Console.WriteLine($"store={Subjects.GameAuth} seed={arguments.Seed}");
        int unwritable = 0;
        int told = 0;
        for (int i = 0; i < cases; i++)
        {
            Damage damage = Damages.All[i % Damages.All.Count];
            Specimen file = specimens[random.Next(specimens.Length)];
            byte[] damaged = damage.Apply(file, random);
            await store.PutAsync(damaged);
            string fault = tally.Judge(damage, file, await store.ReadAsync(), () => store.TakesFromQuarantine(damaged));
            if (random.Next(WriteEvery) == 0 && !await WritesOnAsync(store, file.History))
            {
                unwritable++;
                fault = $"{damage.Name}: the row takes no new value; {fault}";
            }

            if (fault.Length > 0 && ++told <= MostTold)
            {
                Console.WriteLine($"case {i}: {fault}");
            }
        }

        foreach (string line in tally.Lines)
        {
            Console.WriteLine(line);
        }

        bool hasKept = tally.Lost == 0 && tally.AcceptedWrong == 0 && tally.NotKeptAside == 0 && unwritable == 0;
        return new Outcome(
            hasKept != arguments.ExpectsLoss,
            $"cases={cases} lost={tally.Lost} accepted-wrong={tally.AcceptedWrong} fell-back={tally.FellBack} missed={tally.Missed} "
            + $"came-through={tally.CameThrough} rolled-back={tally.RolledBack} refused={tally.Refused} not-kept-aside={tally.NotKeptAside} unwritable={unwritable}");

        // A damaged row is no dead end: the next sign-in is saved over it.
        async Task<bool> WritesOnAsync(SpecimenStore over, FileHistory history)
        {
            byte[] value = Payload.Of(arguments.Seed, random.Next(), history.OneSaveLater.Length / 8);
            await over.SaveAsync(value);
            return (await over.ReadAsync()).Value is { } read && read.AsSpan().SequenceEqual(value);
        }
    }
}
