namespace GameAuth.Storage;

/// <summary>The file names of the rows that were used last: two hashes each, which are a good part of a read.</summary>
internal sealed class EntryNames
{
    private const int Places = 256;

    private readonly Known?[] _known = new Known?[Places];

    public string Get(RowKey key)
    {
        ref Known? place = ref _known[(uint)key.GetHashCode() % Places];
        Known? known = Volatile.Read(ref place);
        if (known?.Key != key)
        {
            known = new Known(key, StoreLayout.EntryName(key));
            Volatile.Write(ref place, known);
        }

        return known.Name;
    }

    private sealed record Known(RowKey Key, string Name);
}
