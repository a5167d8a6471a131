namespace GameAuth.Torture;

/// <summary>Judges what a read of a damaged row shows, and counts.</summary>
internal sealed class CorruptTally
{
    private readonly SortedDictionary<string, int[]> _perDamage = new(StringComparer.Ordinal);

    public int Lost { get; private set; }

    public int AcceptedWrong { get; private set; }

    /// <summary>The value before, and the word that it is the one before.</summary>
    public int FellBack { get; private set; }

    /// <summary>The damage changed nothing that counts.</summary>
    public int Missed { get; private set; }

    /// <summary>The write was stopped after its last byte that counts.</summary>
    public int CameThrough { get; private set; }

    public int RolledBack { get; private set; }

    public int Refused { get; private set; }

    public int NotKeptAside { get; private set; }

    public IEnumerable<string> Lines => _perDamage.Select(static pair => $"{pair.Key}: cases={pair.Value[0]} faults={pair.Value[1]}");

    /// <returns>What is wrong; empty where nothing is.</returns>
    public string Judge(Damage damage, Specimen file, Sight sight, Func<bool> isKeptAside)
    {
        string fault = sight.Value is { } value ? JudgeValue(damage, file, value, sight.State) : JudgeNone(damage, sight, isKeptAside);
        int[] counts = _perDamage.TryGetValue(damage.Name, out int[]? known) ? known : _perDamage[damage.Name] = new int[2];
        counts[0]++;
        counts[1] += fault.Length > 0 ? 1 : 0;
        return fault;
    }

    private string JudgeValue(Damage damage, Specimen file, byte[] value, string state)
    {
        if (value.AsSpan().SequenceEqual(file.Values[^1]))
        {
            Missed++;
            return "";
        }

        if (damage.Reach is Reach.NextWrite && value.AsSpan().SequenceEqual(file.Next))
        {
            CameThrough++;
            return "";
        }

        if (damage.Reach is Reach.Rollback && file.Values.Any(saved => value.AsSpan().SequenceEqual(saved)))
        {
            RolledBack++;
            return "";
        }

        if (value.AsSpan().SequenceEqual(file.Values[^2]) && state is "Recovered")
        {
            FellBack++;
            return "";
        }

        AcceptedWrong++;
        return $"{damage.Name}: a value was accepted ({state})";
    }

    private string JudgeNone(Damage damage, Sight sight, Func<bool> isKeptAside)
    {
        if (damage.Reach is not Reach.Whole || sight.IsMissing)
        {
            Lost++;
            return $"{damage.Name}: no value ({sight.State})";
        }

        Refused++;

        // What only the seal refuses is whole to the store, which has no key and keeps it where it is.
        if (sight.State is "Corrupt" && !isKeptAside())
        {
            NotKeptAside++;
            return $"{damage.Name}: not kept aside";
        }

        return "";
    }
}
