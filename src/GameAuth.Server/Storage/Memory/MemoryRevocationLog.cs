namespace GameAuth.Server;

/// <summary>The log of revocations of a store in memory. Not safe for two threads at once, but for the task that tells of growth.</summary>
internal sealed class MemoryRevocationLog
{
    private readonly List<RevocationEntry> _entries = [];
    private TaskCompletionSource _grown = Signal();
    private long _head;

    /// <summary>Ends with the next entry.</summary>
    public Task Grown => _grown.Task;

    public long Head => _head;

    public long Append(Revocation revocation, DateTimeOffset now)
    {
        // Without a time everything that there is now is hit, so the time is just after it.
        DateTimeOffset before = revocation.Before?.ToUniversalTime() ?? now + TimeSpan.FromMilliseconds(1);
        _entries.Add(new RevocationEntry(++_head, revocation.Target, revocation.Value, revocation.Provider, before, revocation.Reason, now + revocation.KeepFor));

        // Whoever waits goes on elsewhere, not under the store's lock.
        _grown.SetResult();
        _grown = Signal();
        return _head;
    }

    public RevocationPage Read(long after, int limit, DateTimeOffset now)
    {
        int first = _entries.FindIndex(entry => entry.Position > after);
        List<RevocationEntry> page = [];
        for (int i = Math.Max(first, 0); first >= 0 && i < _entries.Count && page.Count < limit; i++)
        {
            if (_entries[i].EndsAt > now)
            {
                page.Add(_entries[i]);
            }
        }

        return new RevocationPage(page, page.Count == 0 ? after : page[^1].Position, _head, now);
    }

    /// <summary>Whether a read after this position would find an entry.</summary>
    public bool IsAbove(long after, DateTimeOffset now)
    {
        for (int i = _entries.Count - 1; i >= 0 && _entries[i].Position > after; i--)
        {
            if (_entries[i].EndsAt > now)
            {
                return true;
            }
        }

        return false;
    }

    public int Prune(DateTimeOffset now, int limit)
    {
        int left = limit;
        return _entries.RemoveAll(entry => entry.EndsAt <= now && left-- > 0);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
