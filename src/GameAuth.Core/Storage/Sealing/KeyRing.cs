namespace GameAuth.Storage;

/// <summary>The keys of a protector: the current one seals, all open.</summary>
internal sealed class KeyRing
{
    private readonly SealingKey[] _newestFirst;

    public KeyRing(IReadOnlyList<MasterKey> newestFirst)
    {
        _newestFirst = [.. newestFirst.Select(key => new SealingKey(key))];
        Report = new KeyReport(newestFirst[0].Source, newestFirst[0].Protection, Current.Id.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
    }

    public SealingKey Current => _newestFirst[0];

    public KeyReport Report { get; }

    public SealingKey? Find(ulong id)
    {
        foreach (SealingKey key in _newestFirst)
        {
            if (key.Id == id)
            {
                return key;
            }
        }

        return null;
    }
}
