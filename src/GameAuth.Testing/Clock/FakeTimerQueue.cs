namespace GameAuth.Testing;

/// <summary>The armed timers by due time, and by order of arming within one time. Guarded by the clock's lock.</summary>
internal sealed class FakeTimerQueue
{
    private readonly SortedSet<Entry> _entries = new(Comparer<Entry>.Create(static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Order.CompareTo(b.Order)));
    private readonly Dictionary<FakeTimer, Entry> _byTimer = [];
    private long _order;

    public int Count => _entries.Count;

    public long? NextDue => _entries.Count == 0 ? null : _entries.Min.Due;

    public bool Has(long due) => _entries.Any(entry => entry.Due == due);

    public void Add(FakeTimer timer, long due, long period)
    {
        var entry = new Entry(due, ++_order, period, timer);
        _entries.Add(entry);
        _byTimer.Add(timer, entry);
    }

    public void Remove(FakeTimer timer)
    {
        if (_byTimer.Remove(timer, out var entry))
            _entries.Remove(entry);
    }

    public FakeTimer? TakeDue(long goal, out long due)
    {
        due = 0;
        if (_entries.Count == 0 || _entries.Min.Due > goal)
            return null;
        var entry = _entries.Min;
        due = entry.Due;
        Remove(entry.Timer);
        if (entry.Period > 0)
            Add(entry.Timer, entry.Due + entry.Period, entry.Period);
        return entry.Timer;
    }

    private readonly record struct Entry(long Due, long Order, long Period, FakeTimer Timer);
}
