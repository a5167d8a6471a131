namespace GameAuth.Providers;

/// <summary>The windows of one scope and who waits for them. Times are ticks of the pacer's own clock. Guarded by the engine's lock.</summary>
internal sealed class RateLimitPartition
{
    private static readonly long _throttledFor = TimeSpan.FromMinutes(10).Ticks;
    private readonly (int Permits, long Period)[] _windows;
    private readonly SlidingWindowLog _log = new();
    private readonly long _longestPeriod;
    private long _gapEnds = long.MinValue;
    private long _bookedGapEnds = long.MinValue;

    public RateLimitPartition(string name, PaceRule? rule)
    {
        Name = name;
        Rule = rule;
        _windows = rule is null ? [] : [.. rule.Windows.Select(static window => (window.Permits, window.Period.Ticks))];
        if (rule is { MinSpacing.Ticks: > 0 })
        {
            _windows = [.. _windows, (1, rule.MinSpacing.Ticks)];
        }

        foreach ((int _, long period) in _windows)
        {
            _longestPeriod = Math.Max(_longestPeriod, period);
        }
    }

    public string Name { get; }

    public PaceRule? Rule { get; }

    /// <summary>The windows that are kept in the store; a spacing is a window of one.</summary>
    public IEnumerable<(int Permits, long Period)> Windows => _windows;

    public bool IsShared => Rule is { Persisted: true };

    public bool HasGap => Rule is { Gap.IsNone: false };

    public LearnedLimits? Learned { get; private set; }

    /// <summary>What else the server counts together with this scope, as its <c>X-RateLimit-Bucket</c> said.</summary>
    public RateLimitPartition? Bucket { get; set; }

    public SortedSet<PermitWaiter>? Waiters { get; private set; }

    public bool HasWaiters => Waiters is { Count: > 0 };

    public long HeldUntil { get; private set; } = long.MinValue;

    /// <summary>Permits given and not yet answered.</summary>
    public int InFlight { get; private set; }

    /// <summary>The 429s in a row that named no time.</summary>
    public int ThrottleCount { get; set; }

    /// <summary>Ends when the last permit given has been settled with the store.</summary>
    public Task LastReservation { get; set; } = Task.CompletedTask;

    /// <summary>Marks the round of planning that has seen the scope.</summary>
    public long Round { get; set; }

    public long Earliest(long from)
    {
        long at = Math.Max(Math.Max(from, HeldUntil), Math.Max(_gapEnds, _bookedGapEnds));
        while (true)
        {
            long before = at;
            foreach ((int permits, long period) in _windows)
            {
                at = _log.Earliest(at, permits, period);
            }

            at = Learned?.Earliest(at, _log) ?? at;
            if (at == before)
            {
                return at;
            }
        }
    }

    /// <summary>The limit that stands in the way now, in words that hold no key.</summary>
    public string Describe(long now)
    {
        if (HeldUntil > now)
        {
            return "hold";
        }

        if (Math.Max(_gapEnds, _bookedGapEnds) > now)
        {
            return "gap";
        }

        long last = now;
        string limit = "learnt";
        foreach ((int permits, long period) in _windows)
        {
            if (_log.Earliest(now, permits, period) is var at && at <= last)
            {
                continue;
            }

            last = at;
            limit = new PaceWindow(permits, TimeSpan.FromTicks(period)).ToString();
        }

        return limit;
    }

    public void Spend(long now, float gapFraction)
    {
        Trim(now);
        _log.Spend(now);
        if (HasGap)
        {
            _gapEnds = Math.Max(_gapEnds, now + GapFor(gapFraction));
        }

        Learned?.Spend(now);
        InFlight++;
    }

    public void GiveBack(long at)
    {
        _log.GiveBack(at);
        Learned?.GiveBack();
        InFlight--;
    }

    /// <summary>The request is over: its gap counts from here.</summary>
    public void End(long now, float gapFraction)
    {
        InFlight--;
        if (HasGap)
        {
            _gapEnds = Math.Max(_gapEnds, now + GapFor(gapFraction));
        }
    }

    public void Book(long at, float gapFraction)
    {
        _log.Book(at);
        if (HasGap)
        {
            _bookedGapEnds = Math.Max(_bookedGapEnds, at + GapFor(gapFraction));
        }
    }

    public void ClearBookings()
    {
        _log.ClearBookings();
        _bookedGapEnds = long.MinValue;
    }

    public void Hold(long until) => HeldUntil = Math.Max(HeldUntil, until);

    public void AddWaiter(PermitWaiter waiter) => (Waiters ??= new SortedSet<PermitWaiter>(PermitWaiter.ByOrder)).Add(waiter);

    /// <summary>Whether nothing is left here that a new scope of this name would not know.</summary>
    public bool IsIdle(long now)
    {
        if (HasWaiters || IsHeld(now) || _gapEnds > now || !LastReservation.IsCompleted)
        {
            return false;
        }

        if (Learned?.IsIdle(now) == false || Bucket?.IsIdle(now) == false)
        {
            return false;
        }

        Trim(now);
        return _log.IsEmpty;
    }

    /// <summary>Whether there is one of it, with a rule that has only holds, and it was never held: to forget it would only have it made anew for the next request.</summary>
    public bool HasNothingToForget => Rule is { IsClass: false } && _windows.Length == 0 && HeldUntil == long.MinValue && Learned is null && Bucket is null;

    public LearnedLimits Learn() => Learned ??= new LearnedLimits();

    // A scope that was throttled without a time must remember it for a while, or the next hold would not be longer.
    private bool IsHeld(long now) => HeldUntil > now || (ThrottleCount > 0 && HeldUntil > now - _throttledFor);

    private void Trim(long now) => _log.Trim(now - Math.Max(_longestPeriod, Learned?.LongestPeriod ?? 0));

    private long GapFor(float gapFraction)
    {
        (long shortest, long longest) = ((long)Rule!.Gap.Shortest.TotalMilliseconds, (long)Rule.Gap.Longest.TotalMilliseconds);
        return (shortest + (long)((double)gapFraction * (longest - shortest + 1))) * TimeSpan.TicksPerMillisecond;
    }
}

/// <summary>A few different scopes, without an array for up to two: a permit is one object then.</summary>
internal struct PartitionSet
{
    private RateLimitPartition? _first;
    private RateLimitPartition? _second;
    private RateLimitPartition[]? _more;

    public int Count { get; private set; }

    public readonly RateLimitPartition this[int index] => index switch
    {
        0 => _first!,
        1 => _second!,
        _ => _more![index - 2],
    };

    public readonly bool HaveWaiters
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                if (this[i].HasWaiters)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public readonly bool Contains(RateLimitPartition scope)
    {
        for (int i = 0; i < Count; i++)
        {
            if (this[i] == scope)
            {
                return true;
            }
        }

        return false;
    }

    public void Add(RateLimitPartition scope)
    {
        if (Contains(scope))
        {
            return;
        }

        switch (Count++)
        {
            case 0:
                _first = scope;
                break;
            case 1:
                _second = scope;
                break;
            default:
                _more = [.. _more ?? [], scope];
                break;
        }
    }

    /// <summary>The earliest time from <paramref name="from"/> on that suits all: a reservation is one over all windows of all scopes.</summary>
    public readonly long Earliest(long from)
    {
        long at = from;
        for (int agreed = 0; agreed < Count;)
        {
            agreed = 0;
            for (int i = 0; i < Count; i++)
            {
                long suits = this[i].Earliest(at);
                if (suits == at)
                {
                    agreed++;
                }

                at = suits;
            }
        }

        return at;
    }
}

/// <summary>The scopes that have something to remember. Guarded by the engine's lock.</summary>
internal sealed class PartitionTable(PaceRuleTable rules, Action<RateLimitPartition> onForgotten)
{
    private readonly Dictionary<string, RateLimitPartition> _byName = new(StringComparer.Ordinal);
    private readonly List<RateLimitPartition> _all = [];
    private int _next;

    public int Count => _all.Count;

    /// <summary>The scope, if it has a rule or has learnt something; a name without either is not remembered.</summary>
    public RateLimitPartition? Find(string name)
    {
        if (_byName.TryGetValue(name, out RateLimitPartition? scope))
        {
            return scope;
        }

        return rules.Find(name) is { } rule ? Add(name, rule) : null;
    }

    public RateLimitPartition GetOrAdd(string name) => Find(name) ?? Add(name, rule: null);

    /// <summary>Looks at two scopes and forgets those that are idle: every look-up pays for as much as it can add, and no timer is needed.</summary>
    public void Sweep(long now)
    {
        for (int looks = 0; looks < 2 && _all.Count > 0; looks++)
        {
            _next = _next < _all.Count ? _next : 0;
            RateLimitPartition scope = _all[_next];
            if (scope.HasNothingToForget || !scope.IsIdle(now))
            {
                _next++;
                continue;
            }

            _all[_next] = _all[^1];
            _all.RemoveAt(_all.Count - 1);
            _byName.Remove(scope.Name);
            onForgotten(scope);
        }
    }

    private RateLimitPartition Add(string name, PaceRule? rule)
    {
        RateLimitPartition scope = new(name, rule);
        _byName.Add(name, scope);
        _all.Add(scope);
        return scope;
    }
}
