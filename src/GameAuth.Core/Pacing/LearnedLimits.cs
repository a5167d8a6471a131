namespace GameAuth.Providers;

/// <summary>What a server told of its limits. It stands beside the rules, so it can only tighten, and it runs out by itself. Guarded by the engine's lock.</summary>
internal sealed class LearnedLimits
{
    private const int MostQuotas = 8;
    private const int MostWindows = 4;
    private readonly List<Quota> _quotas = [];
    private readonly List<Window> _windows = [];
    private Window? _stated;

    public long LongestPeriod { get; private set; }

    /// <summary>At most so many more until the server's window ends.</summary>
    public void LearnQuota(int left, long resetAt, long now)
    {
        _quotas.RemoveAll(quota => quota.ResetAt <= now);
        foreach (var quota in _quotas)
        {
            if (quota.ResetAt >= resetAt && quota.Left <= left)
                return;
        }

        _quotas.RemoveAll(quota => quota.ResetAt <= resetAt && quota.Left >= left);
        _quotas.Add(new Quota { Left = left, ResetAt = resetAt });
        if (_quotas.Count <= MostQuotas)
            return;

        // Two that say different things are still told truly by one that is as strict as both.
        var (a, b) = (_quotas[^2], _quotas[^1]);
        _quotas.RemoveRange(_quotas.Count - 2, 2);
        _quotas.Add(new Quota { Left = Math.Min(a.Left, b.Left), ResetAt = Math.Max(a.ResetAt, b.ResetAt) });
    }

    /// <summary>A window that a body named.</summary>
    public void LearnWindow(int permits, long period, long expiresAt, long now)
    {
        _windows.RemoveAll(window => window.ExpiresAt <= now);
        var known = _windows.Find(window => window.Period == period);
        if (known is not null)
            known.Tighten(permits, period, expiresAt);
        else if (_windows.Count < MostWindows)
            _windows.Add(new Window { Permits = permits, Period = period, ExpiresAt = expiresAt });
        LongestPeriod = Math.Max(LongestPeriod, period);
    }

    /// <summary>A limit whose window is only known by the time left in it: the longest time seen stands for its length.</summary>
    public void LearnLimit(int permits, long atLeast, long expiresAt, long now)
    {
        if (_stated is null || _stated.ExpiresAt <= now)
            _stated = new Window { Permits = permits, Period = atLeast, ExpiresAt = expiresAt };
        else
            _stated.Tighten(permits, atLeast, expiresAt);
        LongestPeriod = Math.Max(LongestPeriod, _stated.Period);
    }

    public long Earliest(long at, SlidingLog log)
    {
        foreach (var quota in _quotas)
        {
            if (at < quota.ResetAt && quota.Left <= log.BookedBefore(quota.ResetAt))
                at = quota.ResetAt;
        }

        foreach (var window in _windows)
            at = window.Earliest(at, log);
        return _stated?.Earliest(at, log) ?? at;
    }

    public void Spend(long now)
    {
        foreach (var quota in _quotas)
        {
            if (now < quota.ResetAt)
                quota.Left--;
        }
    }

    public void Unspend()
    {
        // Every quota counts each permit in flight as used, whenever it was learnt.
        foreach (var quota in _quotas)
            quota.Left++;
    }

    public bool IsIdle(long now)
    {
        _quotas.RemoveAll(quota => quota.ResetAt <= now);
        _windows.RemoveAll(window => window.ExpiresAt <= now);
        if (_stated?.ExpiresAt <= now)
            _stated = null;
        if (_windows.Count == 0 && _stated is null)
            LongestPeriod = 0;
        return _quotas.Count == 0 && LongestPeriod == 0;
    }

    private sealed class Quota
    {
        public int Left { get; set; }

        public long ResetAt { get; init; }
    }

    private sealed class Window
    {
        public int Permits { get; set; }

        public long Period { get; set; }

        public long ExpiresAt { get; set; }

        public void Tighten(int permits, long period, long expiresAt)
        {
            // A looser word does not prolong a stricter one, so that a limit that the server lifted is forgotten in time.
            if (permits <= Permits)
                ExpiresAt = Math.Max(ExpiresAt, expiresAt);
            Permits = Math.Min(Permits, permits);
            Period = Math.Max(Period, period);
        }

        public long Earliest(long at, SlidingLog log) => at < ExpiresAt ? Math.Min(ExpiresAt, log.Earliest(at, Permits, Period)) : at;
    }
}
