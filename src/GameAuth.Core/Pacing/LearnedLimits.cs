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

    public long Earliest(long at, SlidingWindowLog log)
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

    public void GiveBack()
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

/// <summary>A window that a server named, until it has not been named for a while.</summary>
internal sealed class LearnedWindow(int permits, long period, long expiresAt)
{
    private int _permits = permits;

    public long Period { get; private set; } = period;

    public long ExpiresAt { get; private set; } = expiresAt;

    public void Tighten(int permits, long period, long expiresAt)
    {
        // A looser word does not prolong a stricter one, so that a limit that the server lifted is forgotten in time.
        if (permits <= _permits)
        {
            ExpiresAt = Math.Max(ExpiresAt, expiresAt);
        }

        _permits = Math.Min(_permits, permits);
        Period = Math.Max(Period, period);
    }

    public long Earliest(long at, SlidingWindowLog log) => at < ExpiresAt ? Math.Min(ExpiresAt, log.Earliest(at, _permits, Period)) : at;
}

/// <summary>What a server said is left until its window ends.</summary>
internal sealed class LearnedQuota(int left, long resetAt)
{
    public int Left { get; set; } = left;

    public long ResetAt => resetAt;

    public bool IsAsStrictAs(int left, long resetAt) => ResetAt >= resetAt && Left <= left;

    public bool IsNoStricterThan(int left, long resetAt) => ResetAt <= resetAt && Left >= left;

    public long Earliest(long at, SlidingWindowLog log) => at < ResetAt && Left <= log.BookedBefore(ResetAt) ? ResetAt : at;
}

/// <summary>Turns what an answer said into limits that stand beside the rules. Guarded by the engine's lock.</summary>
internal sealed class LimitLearner(PartitionTable directory, RequestPacerOptions options)
{
    private const int MostDoublings = 16;
    private static readonly TimeSpan _longestGuess = TimeSpan.FromMinutes(5);

    public static bool WasThrottled(PacePermit permit) => permit.Scopes.Count > 0 && permit.Scopes[0].ThrottleCount > 0;

    /// <summary>Learns, and says which scopes have become tighter and which are to be held.</summary>
    public List<RateLimitPartition> Learn(PacePermit permit, RateLimitHints hints, long now, List<(string Name, TimeSpan Hold)> holds)
    {
        List<RateLimitPartition> changed = [];
        int count = hints.IsGlobal ? permit.Names.Count : Math.Min(1, permit.Names.Count);
        for (int i = 0; i < count; i++)
        {
            RateLimitPartition scope = directory.GetOrAdd(permit.Names[i]);
            RateLimitPartition counted = CountedWith(scope, hints.Bucket);
            LearnQuota(counted, permit, hints, now);
            if (HoldFor(scope, hints) is { } hold)
            {
                holds.Add((counted.Name, hold));
                if (scope.IsShared && scope != counted)
                {
                    holds.Add((scope.Name, hold));
                }
            }

            changed.Add(scope);
            changed.Add(counted);
        }

        return changed;
    }

    private void LearnQuota(RateLimitPartition scope, PacePermit permit, RateLimitHints hints, long now)
    {
        if (hints.ResetAfter is not { Ticks: > 0 } reset)
        {
            return;
        }

        long resetAt = now + Math.Min(reset.Ticks, options.LongestLearnedHold.Ticks);
        if (hints.Remaining is { } remaining)
        {
            // The server has not counted those that are still on their way, or perhaps it has: then this is too strict, never too lax.
            int others = scope.InFlight - (permit.Scopes.Contains(scope) && !permit.IsOver ? 1 : 0);
            scope.Learn().LearnQuota(Math.Max(0, remaining - Math.Max(0, others)), resetAt, now);
        }

        if (hints.Limit is { } limit)
        {
            scope.Learn().LearnLimit(limit, resetAt - now, now + Math.Max(options.LearnedFor.Ticks, reset.Ticks), now);
        }
    }

    private TimeSpan? HoldFor(RateLimitPartition scope, RateLimitHints hints)
    {
        if (hints.Status != 429)
        {
            scope.ThrottleCount = 0;
            return Capped(hints.RetryAfter);
        }

        if ((hints.RetryAfter ?? hints.ResetAfter) is { } told)
        {
            return Capped(told);
        }

        TimeSpan first = scope.Rule?.HoldWithoutHint ?? TimeSpan.FromSeconds(5);
        TimeSpan guess = first * Math.Pow(2, Math.Min(scope.ThrottleCount++, MostDoublings));
        return guess > _longestGuess ? Max(first, _longestGuess) : guess;
    }

    private TimeSpan? Capped(TimeSpan? hold) => hold > options.LongestLearnedHold ? options.LongestLearnedHold : hold;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    // Servers name a bucket where several routes are counted together, per caller: so scopes share it that end in the same key.
    private RateLimitPartition CountedWith(RateLimitPartition scope, string? bucket)
    {
        if (bucket is null)
        {
            return scope.Bucket ?? scope;
        }

        ReadOnlySpan<char> key = scope.Name.AsSpan(scope.Name.LastIndexOf('/') + 1);
        ReadOnlySpan<char> provider = scope.Name.AsSpan(0, Math.Max(0, scope.Name.IndexOf('/', StringComparison.Ordinal)));
        RateLimitPartition counted = directory.GetOrAdd($"{provider}\n{bucket}\n{key}");
        if (scope.Bucket == counted)
        {
            return counted;
        }

        scope.Bucket = counted;
        foreach (PermitWaiter waiter in scope.Waiters ?? [])
        {
            waiter.Join(counted);
            counted.AddWaiter(waiter);
        }

        return counted;
    }
}
