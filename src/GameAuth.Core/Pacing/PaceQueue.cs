using System.Runtime.InteropServices;

namespace GameAuth.Providers;

/// <summary>Who waits, in which order, and for when. Guarded by the engine's lock.</summary>
/// <remarks>
/// Each waiter is booked for the earliest time that respects everything booked before it, in the order of priority and arrival. So
/// nobody is overtaken by one whose going first would cost him time, and one who would cost nobody anything need not wait behind others.
/// When a booking falls away or a limit changes, those who share a scope, and those who share one with them, are booked anew.
/// </remarks>
internal sealed class PaceQueue(PaceEngine engine)
{
    private readonly SortedSet<PermitWaiter> _byDue = new(PermitWaiter.ByDue);
    private readonly HashSet<RateLimitPartition> _changed = [];
    private readonly List<PermitWaiter> _waiters = [];
    private readonly List<RateLimitPartition> _scopes = [];
    private long _round;

    public int Count => _byDue.Count;

    /// <summary>When to settle next; null when nobody waits.</summary>
    public long? NextDue => _changed.Count > 0 ? long.MinValue : _byDue.Min?.Due;

    /// <summary>Queues a waiter, which may be let through at once: then it has its permit and is not queued any more.</summary>
    public void Add(PermitWaiter waiter, long now, ref List<PermitWaiter>? granted)
    {
        bool isLast = true;
        PartitionSet scopes = waiter.Scopes;
        for (int i = 0; i < scopes.Count; i++)
        {
            isLast &= scopes[i].Waiters?.Max is not { } last || PermitWaiter.ByOrder.Compare(last, waiter) < 0;
            scopes[i].AddWaiter(waiter);
        }

        waiter.IsQueued = true;
        _byDue.Add(waiter);
        if (isLast)
        {
            Plan(waiter, now);
        }
        else
        {
            // Booking one more can even let another through: whom it pushes back may have stood in that one's way.
            PlanAnew(scopes, now, granted ??= []);
            granted.Remove(waiter);
        }
    }

    public void Remove(PermitWaiter waiter)
    {
        waiter.IsQueued = false;
        _byDue.Remove(waiter);
        PartitionSet scopes = waiter.Scopes;
        for (int i = 0; i < scopes.Count; i++)
        {
            scopes[i].Waiters!.Remove(waiter);
            MarkChanged(scopes[i]);
        }
    }

    /// <summary>Something about the scope has changed, so that its bookings may be too late or too early.</summary>
    public void MarkChanged(RateLimitPartition scope)
    {
        if (scope.HasWaiters)
        {
            _changed.Add(scope);
        }
        else
        {
            scope.ClearBookings();
        }
    }

    /// <summary>Lets through whoever is due, and leaves no booking that is not in the future.</summary>
    public void Settle(long now, ref List<PermitWaiter>? granted)
    {
        if (_changed.Count > 0)
        {
            long firstRound = _round + 1;
            foreach (RateLimitPartition scope in _changed)
            {
                if (scope.Round < firstRound)
                {
                    PlanAnew(Only(scope), now, granted ??= []);
                }
            }

            _changed.Clear();
        }

        while (_byDue.Min is { } first && first.Due <= now)
        {
            PlanAnew(first.Scopes, now, granted ??= []);
        }
    }

    public List<PermitWaiter> Empty()
    {
        List<PermitWaiter> all = [.. _byDue];
        all.ForEach(Remove);
        _changed.Clear();
        return all;
    }

    private static PartitionSet Only(RateLimitPartition scope)
    {
        PartitionSet set = default(PartitionSet);
        set.Add(scope);
        return set;
    }

    private void PlanAnew(PartitionSet from, long now, List<PermitWaiter> granted)
    {
        Gather(from);
        foreach (RateLimitPartition scope in _scopes)
        {
            scope.ClearBookings();
        }

        foreach (PermitWaiter? waiter in CollectionsMarshal.AsSpan(_waiters))
        {
            Plan(waiter, now);
            if (!waiter.IsQueued)
            {
                granted.Add(waiter);
            }
        }
    }

    private void Gather(PartitionSet from)
    {
        _round++;
        _waiters.Clear();
        _scopes.Clear();
        Reach(from);
        for (int i = 0; i < _scopes.Count; i++)
        {
            foreach (PermitWaiter waiter in _scopes[i].Waiters ?? [])
            {
                if (waiter.Round == _round)
                {
                    continue;
                }

                waiter.Round = _round;
                _waiters.Add(waiter);
                Reach(waiter.Scopes);
            }
        }

        _waiters.Sort(PermitWaiter.ByOrder);
    }

    private void Reach(PartitionSet scopes)
    {
        for (int i = 0; i < scopes.Count; i++)
        {
            if (scopes[i].Round == _round)
            {
                continue;
            }

            scopes[i].Round = _round;
            _scopes.Add(scopes[i]);
        }
    }

    private void Plan(PermitWaiter waiter, long now)
    {
        PartitionSet scopes = waiter.Scopes;
        long at = scopes.Earliest(now);
        if (at <= now && !waiter.IsProbe)
        {
            _byDue.Remove(waiter);
            waiter.IsQueued = false;
            for (int i = 0; i < scopes.Count; i++)
            {
                scopes[i].Waiters!.Remove(waiter);
            }

            waiter.Permit = engine.Spend(waiter.Request.Scopes, scopes, now, waiter.Order, waiter.GapFraction);
            return;
        }

        for (int i = 0; i < scopes.Count; i++)
        {
            scopes[i].Book(at, waiter.GapFraction);
        }

        if (at == waiter.Due)
        {
            return;
        }

        _byDue.Remove(waiter);
        waiter.Due = at;
        _byDue.Add(waiter);
    }
}

/// <summary>A request that waits for its place.</summary>
internal sealed class PermitWaiter(PaceRequest request, PartitionSet scopes, long order, float gapFraction)
    : TaskCompletionSource<IPacePermit>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public static readonly IComparer<PermitWaiter> ByOrder = Comparer<PermitWaiter>.Create(static (a, b) =>
        a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Order.CompareTo(b.Order));

    public static readonly IComparer<PermitWaiter> ByDue = Comparer<PermitWaiter>.Create(static (a, b) =>
        a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Order.CompareTo(b.Order));

    private PartitionSet _scopes = scopes;

    public PaceRequest Request { get; } = request;

    public int Priority => Request.Priority;

    public long Order { get; } = order;

    /// <summary>What the random gaps of this request come from: drawn once, so that planning it again changes nothing.</summary>
    public float GapFraction { get; } = gapFraction;

    public PartitionSet Scopes => _scopes;

    /// <summary>The time it is booked for.</summary>
    public long Due { get; set; } = long.MaxValue;

    public bool IsQueued { get; set; }

    /// <summary>Only asks for its time and is never let through.</summary>
    public bool IsProbe { get; init; }

    /// <summary>What it got, once it is let through.</summary>
    public PacePermit? Permit { get; set; }

    /// <summary>What it waits for, since when, and which limit that is; only while somebody measures or reads the log.</summary>
    public RateLimitPartition? WaitsFor { get; set; }

    public long Since { get; set; }

    public string? Limit { get; set; }

    /// <summary>Whether the log has its wait.</summary>
    public bool IsTold { get; set; }

    public CancellationTokenRegistration Cancelled { get; set; }

    /// <summary>Marks the round of planning that has seen the waiter.</summary>
    public long Round { get; set; }

    public void Join(RateLimitPartition scope) => _scopes.Add(scope);
}
