namespace GameAuth.Server;

/// <summary>What a store in memory keeps beside families and the log: used keys, windows, work that is due. Not safe for two threads at once.</summary>
internal sealed class MemoryWork
{
    private readonly Dictionary<Hash32, DateTimeOffset> _used = [];
    private readonly Dictionary<Hash32, Window> _windows = [];
    private readonly Dictionary<(string Kind, string Id), DueWork> _work = [];

    public bool UseOnce(ReadOnlySpan<byte> key, TimeSpan life, DateTimeOffset now)
    {
        Hash32 hash = Hash32.Of(key);
        if (_used.TryGetValue(hash, out DateTimeOffset endsAt) && endsAt > now)
        {
            return false;
        }

        _used[hash] = now + life;
        return true;
    }

    public WindowCount Count(ReadOnlySpan<byte> key, WindowQuota quota, DateTimeOffset now)
    {
        Hash32 hash = Hash32.Of(key);
        Window window = _windows.TryGetValue(hash, out Window known) && known.EndsAt > now ? known : new Window(0, now + quota.Window);
        if (quota.By > quota.Limit - window.Count)
        {
            return new WindowCount(IsPermitted: false, window.Count, window.EndsAt, now);
        }

        window = window with { Count = window.Count + quota.By };
        _windows[hash] = window;
        return new WindowCount(IsPermitted: true, window.Count, window.EndsAt, now);
    }

    public long? Save(DueWork work)
    {
        if (work.Version != (_work.TryGetValue((work.Kind, work.Id), out DueWork? known) ? known.Version : 0))
        {
            return null;
        }

        long version = known is null ? DueWork.FirstVersion() : known.Version + 1;
        _work[(work.Kind, work.Id)] = work with { Version = version, ClaimedUntil = null, DueAt = work.DueAt.ToUniversalTime(), Payload = work.Payload.ToArray() };
        return version;
    }

    public IReadOnlyList<DueWork> Claim(string kind, int limit, TimeSpan claimFor, DateTimeOffset now)
    {
        DueWork[] due = [.. _work.Values
            .Where(work => work.Kind == kind && work.DueAt <= now && !(work.ClaimedUntil > now))
            .OrderBy(static work => work.DueAt)
            .Take(limit)
            .Select(work => work with { Version = work.Version + 1, ClaimedUntil = now + claimFor })];
        foreach (DueWork work in due)
        {
            _work[(work.Kind, work.Id)] = work;
        }

        return due;
    }

    public DueWork? Find(string kind, string id) => _work.GetValueOrDefault((kind, id));

    public IReadOnlyList<DueWork> List(string kind, string prefix, int limit) =>
        [.. _work.Values.Where(work => work.Kind == kind && work.Id.StartsWith(prefix, StringComparison.Ordinal)).Take(limit)];

    public bool Delete(string kind, string id, long version) => _work.TryGetValue((kind, id), out DueWork? known) && known.Version == version && _work.Remove((kind, id));

    /// <summary>Removes used keys and windows that have ended.</summary>
    public int Prune(DateTimeOffset now, int limit)
    {
        Hash32[] used = [.. _used.Where(pair => pair.Value <= now).Take(limit).Select(static pair => pair.Key)];
        Array.ForEach(used, key => _used.Remove(key));
        Hash32[] windows = [.. _windows.Where(pair => pair.Value.EndsAt <= now).Take(limit).Select(static pair => pair.Key)];
        Array.ForEach(windows, key => _windows.Remove(key));
        return used.Length + windows.Length;
    }

    private readonly record struct Window(int Count, DateTimeOffset EndsAt);
}
