namespace GameAuth.Providers;

/// <summary>What a server told of its limits. It stands beside the rules, so it can only tighten, and it runs out by itself. Guarded by the engine's lock.</summary>
internal sealed class LearnedLimits
{
    private const int MostQuotas = 8;
    private const int MostWindows = 4;
    private readonly List<LearnedQuota> _quotas = [];
    private readonly List<LearnedWindow> _windows = [];
    private LearnedWindow? _stated;

    public long LongestPeriod { get; private set; }

    /// <summary>At most so many more until the server's window ends.</summary>
    public void LearnQuota(int left, long resetAt, long now)
    {
        _quotas.RemoveAll(quota => quota.ResetAt <= now);
        if (_quotas.Exists(quota => quota.IsAsStrictAs(left, resetAt)))
        {
            return;
        }

        _quotas.RemoveAll(quota => quota.IsNoStricterThan(left, resetAt));
        _quotas.Add(new LearnedQuota(left, resetAt));
        if (_quotas.Count <= MostQuotas)
        {
            return;
        }

        // Two that say different things are still told truly by one that is as strict as both.
        (LearnedQuota? a, LearnedQuota? b) = (_quotas[^2], _quotas[^1]);
        _quotas.RemoveRange(_quotas.Count - 2, 2);
        _quotas.Add(new LearnedQuota(Math.Min(a.Left, b.Left), Math.Max(a.ResetAt, b.ResetAt)));
    }

    /// <summary>A window that a body named.</summary>
    public void LearnWindow(int permits, long period, long expiresAt, long now)
    {
        _windows.RemoveAll(window => window.ExpiresAt <= now);
        LearnedWindow? known = _windows.Find(window => window.Period == period);
        if (known is not null)
        {
            known.Tighten(permits, period, expiresAt);
        }
        else if (_windows.Count < MostWindows)
        {
            _windows.Add(new LearnedWindow(permits, period, expiresAt));
        }

        LongestPeriod = Math.Max(LongestPeriod, period);
    }

    /// <summary>A limit whose window is only known by the time left in it: the longest time seen stands for its length.</summary>
    public void LearnLimit(int permits, long atLeast, long expiresAt, long now)
    {
        if (_stated is null || _stated.ExpiresAt <= now)
        {
            _stated = new LearnedWindow(permits, atLeast, expiresAt);
        }
        else
        {
            _stated.Tighten(permits, atLeast, expiresAt);
        }

        LongestPeriod = Math.Max(LongestPeriod, _stated.Period);
    }

    public long Earliest(long at, SlidingLog log)
    {
        foreach (LearnedQuota quota in _quotas)
        {
            at = quota.Earliest(at, log);
        }

        foreach (LearnedWindow window in _windows)
        {
            at = window.Earliest(at, log);
        }

        return _stated?.Earliest(at, log) ?? at;
    }

    public void Spend(long now)
    {
        foreach (LearnedQuota quota in _quotas)
        {
            if (now < quota.ResetAt)
            {
                quota.Left--;
            }
        }
    }

    public void Unspend()
    {
        // Every quota counts each permit in flight as used, whenever it was learnt.
        foreach (LearnedQuota quota in _quotas)
        {
            quota.Left++;
        }
    }

    public bool IsIdle(long now)
    {
        _quotas.RemoveAll(quota => quota.ResetAt <= now);
        _windows.RemoveAll(window => window.ExpiresAt <= now);
        if (_stated?.ExpiresAt <= now)
        {
            _stated = null;
        }

        if (_windows.Count == 0 && _stated is null)
        {
            LongestPeriod = 0;
        }

        return _quotas.Count == 0 && LongestPeriod == 0;
    }
}
