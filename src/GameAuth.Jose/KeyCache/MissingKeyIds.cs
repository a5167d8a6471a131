namespace GameAuth.Jose;

/// <summary>Key ids that a fetch did not bring: at most 128, for 5 minutes each, the oldest forgotten first. Used under the cache's lock.</summary>
internal sealed class MissingKeyIds(TimeProvider clock)
{
    public const int Capacity = 128;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, long> _ends = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool Contains(string keyId) => _ends.TryGetValue(keyId, out long end) && clock.GetTimestamp() < end;

    public void Add(string keyId)
    {
        // One that is here keeps its place in the order: it is forgotten a little early, at worst.
        if (!_ends.ContainsKey(keyId))
        {
            if (_order.Count == Capacity)
            {
                _ends.Remove(_order.Dequeue());
            }

            _order.Enqueue(keyId);
        }

        _ends[keyId] = clock.After(Lifetime);
    }
}
