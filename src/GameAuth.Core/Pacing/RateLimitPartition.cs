namespace GameAuth.Providers;

/// <summary>The windows of one scope and who waits for them. Times are ticks of the pacer's own clock. Guarded by the engine's lock.</summary>
internal sealed class RateLimitPartition
{
    private static readonly long _strikesLast = TimeSpan.FromMinutes(10).Ticks;
    private readonly (int Permits, long Period)[] _windows;
    private readonly SlidingLog _log = new();
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

    public SortedSet<PaceWaiter>? Waiters { get; private set; }

    public bool HasWaiters => Waiters is { Count: > 0 };

    public long HeldUntil { get; private set; } = long.MinValue;

    /// <summary>Permits given and not yet answered.</summary>
    public int InFlight { get; private set; }

    /// <summary>The 429s in a row that named no time.</summary>
    public int Strikes { get; set; }

    /// <summary>Ends when the last permit given has been settled with the store.</summary>
    public Task Turn { get; set; } = Task.CompletedTask;

    /// <summary>Marks the round of planning that has seen the scope.</summary>
    public long Round { get; set; }

    public long Earliest(long from)
    {
        var at = Math.Max(Math.Max(from, HeldUntil), Math.Max(_gapEnds, _bookedGapEnds));
        while (true)
        {
            var before = at;
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

        var last = now;
        var limit = "learnt";
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

    public void Spend(long now, float luck)
    {
        Trim(now);
        _log.Spend(now);
        if (HasGap)
        {
            _gapEnds = Math.Max(_gapEnds, now + GapFor(luck));
        }

        Learned?.Spend(now);
        InFlight++;
    }

    public void Unspend(long at)
    {
        _log.Unspend(at);
        Learned?.Unspend();
        InFlight--;
    }

    /// <summary>The request is over: its gap counts from here.</summary>
    public void End(long now, float luck)
    {
        InFlight--;
        if (HasGap)
        {
            _gapEnds = Math.Max(_gapEnds, now + GapFor(luck));
        }
    }

    public void Book(long at, float luck)
    {
        _log.Book(at);
        if (HasGap)
        {
            _bookedGapEnds = Math.Max(_bookedGapEnds, at + GapFor(luck));
        }
    }

    public void ClearBookings()
    {
        _log.ClearBookings();
        _bookedGapEnds = long.MinValue;
    }

    public void Hold(long until) => HeldUntil = Math.Max(HeldUntil, until);

    public void AddWaiter(PaceWaiter waiter) => (Waiters ??= new SortedSet<PaceWaiter>(PaceWaiter.ByOrder)).Add(waiter);

    /// <summary>Whether nothing is left here that a new scope of this name would not know.</summary>
    public bool IsIdle(long now)
    {
        if (HasWaiters || IsHeld(now) || _gapEnds > now || !Turn.IsCompleted)
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

    public LearnedLimits Learn() => Learned ??= new LearnedLimits();

    // A scope that was throttled without a time must remember it for a while, or the next hold would not be longer.
    private bool IsHeld(long now) => HeldUntil > now || (Strikes > 0 && HeldUntil > now - _strikesLast);

    private void Trim(long now) => _log.Trim(now - Math.Max(_longestPeriod, Learned?.LongestPeriod ?? 0));

    private long GapFor(float luck)
    {
        (long shortest, long longest) = ((long)Rule!.Gap.Shortest.TotalMilliseconds, (long)Rule.Gap.Longest.TotalMilliseconds);
        return (shortest + (long)((double)luck * (longest - shortest + 1))) * TimeSpan.TicksPerMillisecond;
    }
}
