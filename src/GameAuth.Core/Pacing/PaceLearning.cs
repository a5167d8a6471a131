namespace GameAuth.Providers;

/// <summary>Turns what an answer said into limits that stand beside the rules. Guarded by the engine's lock.</summary>
internal sealed class PaceLearning(PaceDirectory directory, RequestPacerOptions options)
{
    private const int MostDoublings = 16;
    private static readonly TimeSpan _longestGuess = TimeSpan.FromMinutes(5);

    public static bool HasStrikes(PacePermit permit) => permit.Scopes.Count > 0 && permit.Scopes[0].Strikes > 0;

    /// <summary>Learns, and says which scopes have become tighter and which are to be held.</summary>
    public List<RateLimitPartition> Learn(PacePermit permit, RateLimitHints hints, long now, List<(string Name, TimeSpan Hold)> holds)
    {
        List<RateLimitPartition> changed = [];
        var count = hints.IsGlobal ? permit.Names.Count : Math.Min(1, permit.Names.Count);
        for (var i = 0; i < count; i++)
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

        var resetAt = now + Math.Min(reset.Ticks, options.LongestLearnedHold.Ticks);
        if (hints.Remaining is { } remaining)
        {
            // The server has not counted those that are still on their way, or perhaps it has: then this is too strict, never too lax.
            var others = scope.InFlight - (permit.Scopes.Contains(scope) && !permit.IsOver ? 1 : 0);
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
            scope.Strikes = 0;
            return Capped(hints.RetryAfter);
        }

        if ((hints.RetryAfter ?? hints.ResetAfter) is { } told)
        {
            return Capped(told);
        }

        TimeSpan first = scope.Rule?.HoldWithoutHint ?? TimeSpan.FromSeconds(5);
        TimeSpan guess = first * Math.Pow(2, Math.Min(scope.Strikes++, MostDoublings));
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
        foreach (PaceWaiter waiter in scope.Waiters ?? [])
        {
            waiter.Join(counted);
            counted.AddWaiter(waiter);
        }

        return counted;
    }
}
