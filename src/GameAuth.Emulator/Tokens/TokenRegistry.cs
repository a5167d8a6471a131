namespace GameAuth.Emulator.Tokens;

/// <summary>The tokens given out so far. Not thread safe: its provider serializes access.</summary>
internal sealed class TokenRegistry<T>
    where T : IssuedToken
{
    private readonly Dictionary<string, T> _tokens = new(StringComparer.Ordinal);

    public void Add(T token) => _tokens.Add(token.Value, token);

    public T? Find(string? value) => value is not null && _tokens.TryGetValue(value, out T? token) ? token : null;

    public int ExpireWhere(Func<T, bool> picks, DateTimeOffset at)
    {
        int expired = 0;
        foreach (T token in _tokens.Values.Where(token => picks(token) && token.NotAfter > at))
        {
            token.NotAfter = at;
            expired++;
        }

        return expired;
    }

    public int RemoveWhere(Func<T, bool> picks)
    {
        List<T> gone = [.. _tokens.Values.Where(picks)];
        foreach (T token in gone) _tokens.Remove(token.Value);
        return gone.Count;
    }
}
