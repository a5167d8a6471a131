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
    private readonly SortedSet<PaceWaiter> _byDue = new(PaceWaiter.ByDue);
    private readonly HashSet<RateLimitPartition> _unsettled = [];
    private readonly List<PaceWaiter> _waiters = [];
    private readonly List<RateLimitPartition> _scopes = [];
    private long _round;

    public int Count => _byDue.Count;

    /// <summary>When to settle next; null when nobody waits.</summary>
    public long? NextDue => _unsettled.Count > 0 ? long.MinValue : _byDue.Min?.Due;

    /// <summary>Queues a waiter, which may be let through at once: then it has its permit and is not queued any more.</summary>
    public void Add(PaceWaiter waiter, long now, ref List<PaceWaiter>? granted)
    {
        var isLast = true;
        ScopeSet scopes = waiter.Scopes;
        for (var i = 0; i < scopes.Count; i++)
        {
            isLast &= scopes[i].Waiters?.Max is not { } last || PaceWaiter.ByOrder.Compare(last, waiter) < 0;
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

    public void Remove(PaceWaiter waiter)
    {
        waiter.IsQueued = false;
        _byDue.Remove(waiter);
        ScopeSet scopes = waiter.Scopes;
        for (var i = 0; i < scopes.Count; i++)
        {
            scopes[i].Waiters!.Remove(waiter);
            Unsettle(scopes[i]);
        }
    }

    /// <summary>Something about the scope has changed, so that its bookings may be too late or too early.</summary>
    public void Unsettle(RateLimitPartition scope)
    {
        if (scope.HasWaiters)
        {
            _unsettled.Add(scope);
        }
        else
        {
            scope.ClearBookings();
        }
    }

    /// <summary>Lets through whoever is due, and leaves no booking that is not in the future.</summary>
    public void Settle(long now, ref List<PaceWaiter>? granted)
    {
        if (_unsettled.Count > 0)
        {
            var firstRound = _round + 1;
            foreach (RateLimitPartition scope in _unsettled)
            {
                if (scope.Round < firstRound)
                {
                    PlanAnew(Only(scope), now, granted ??= []);
                }
            }

            _unsettled.Clear();
        }

        while (_byDue.Min is { } first && first.Due <= now)
        {
            PlanAnew(first.Scopes, now, granted ??= []);
        }
    }

    public List<PaceWaiter> Empty()
    {
        List<PaceWaiter> all = [.. _byDue];
        all.ForEach(Remove);
        _unsettled.Clear();
        return all;
    }

    private static ScopeSet Only(RateLimitPartition scope)
    {
        var set = default(ScopeSet);
        set.Add(scope);
        return set;
    }

    private void PlanAnew(ScopeSet from, long now, List<PaceWaiter> granted)
    {
        Gather(from);
        foreach (RateLimitPartition scope in _scopes)
        {
            scope.ClearBookings();
        }

        foreach (PaceWaiter? waiter in CollectionsMarshal.AsSpan(_waiters))
        {
            Plan(waiter, now);
            if (!waiter.IsQueued)
            {
                granted.Add(waiter);
            }
        }
    }

    private void Gather(ScopeSet from)
    {
        _round++;
        _waiters.Clear();
        _scopes.Clear();
        Reach(from);
        for (var i = 0; i < _scopes.Count; i++)
        {
            foreach (PaceWaiter waiter in _scopes[i].Waiters ?? [])
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

        _waiters.Sort(PaceWaiter.ByOrder);
    }

    private void Reach(ScopeSet scopes)
    {
        for (var i = 0; i < scopes.Count; i++)
        {
            if (scopes[i].Round == _round)
            {
                continue;
            }

            scopes[i].Round = _round;
            _scopes.Add(scopes[i]);
        }
    }

    private void Plan(PaceWaiter waiter, long now)
    {
        ScopeSet scopes = waiter.Scopes;
        var at = scopes.Earliest(now);
        if (at <= now && !waiter.IsProbe)
        {
            _byDue.Remove(waiter);
            waiter.IsQueued = false;
            for (var i = 0; i < scopes.Count; i++)
            {
                scopes[i].Waiters!.Remove(waiter);
            }

            waiter.Permit = engine.Spend(waiter.Request.Scopes, scopes, now, waiter.Order, waiter.Luck);
            return;
        }

        for (var i = 0; i < scopes.Count; i++)
        {
            scopes[i].Book(at, waiter.Luck);
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
