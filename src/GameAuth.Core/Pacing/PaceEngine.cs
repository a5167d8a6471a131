using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>The pacer's state under one lock, and its one timer.</summary>
/// <remarks>Nothing is awaited and no caller's code runs under the lock.</remarks>
internal sealed class PaceEngine : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PacerClock _time;
    private readonly PacerTimer _timer;
    private readonly RequestPacerOptions _options;
    private readonly SharedPacing? _shared;
    private readonly PaceTelemetry _telemetry;
    private readonly PartitionTable _partitions;
    private readonly LimitLearner _learner;
    private readonly PaceQueue _queue;
    private readonly Random _random;
    private long _order;
    private bool _disposed;

    public PaceEngine(RequestPacerOptions options, TimeProvider clock, SharedPacing? shared, PaceTelemetry telemetry)
    {
        _options = options;
        _time = new PacerClock(clock);
        _timer = new PacerTimer(clock, OnTimer);
        _shared = shared;
        _telemetry = telemetry;
        _partitions = new PartitionTable(new PaceRuleTable(options.Rules), onForgotten: scope => shared?.Forget(scope));
        _learner = new LimitLearner(_partitions, options);
        _queue = new PaceQueue(this);
        _random = new Random(options.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue));
    }

    public DateTimeOffset UtcNow => _time.UtcNow;

    /// <summary>How many scopes are remembered, and how many requests wait.</summary>
    public (int Scopes, int Waiters) Count()
    {
        lock (_gate)
        {
            return (_partitions.Count, _queue.Count);
        }
    }

    /// <summary>Waits for a place under the limits that this process knows.</summary>
    public ValueTask<IPacePermit> EnterAsync(PaceRequest request, long? order, CancellationToken cancellationToken)
    {
        PermitWaiter? waiter = null;
        PacePermit? permit = null;
        ThrottledException? refused = null;
        List<PermitWaiter>? granted = null;
        TimeSpan wait = TimeSpan.Zero;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(RequestPacer));
            long now = Settle(ref granted);
            PartitionSet scopes = Resolve(request, now);
            if (!scopes.HaveWaiters && scopes.Earliest(now) <= now)
            {
                permit = Spend(request.Scopes, scopes, now, order ?? ++_order, _random.NextSingle());
            }
            else
            {
                waiter = new PermitWaiter(request, scopes, order ?? ++_order, _random.NextSingle());
                permit = Queue(waiter, now, ref granted, out refused);
                wait = TimeSpan.FromTicks(waiter.Due - now);
            }

            Arm(now);
        }

        Deliver(granted);
        if (permit is not null)
        {
            return new ValueTask<IPacePermit>(permit);
        }

        if (refused is not null)
        {
            return ValueTask.FromException<IPacePermit>(refused);
        }

        _telemetry.Waits(waiter!, wait);
        CancelWith(waiter!, cancellationToken);
        return new ValueTask<IPacePermit>(waiter!.Task);
    }

    public DateTimeOffset Estimate(PaceRequest request)
    {
        List<PermitWaiter>? granted = null;
        DateTimeOffset at;
        lock (_gate)
        {
            long now = Settle(ref granted);
            at = _time.ToWall(EarliestFor(request, Resolve(request, now), now, ref granted), now);
            Arm(now);
        }

        Deliver(granted);
        return at;
    }

    /// <summary>Called by the queue, and by the way that needs no queue.</summary>
    public PacePermit Spend(IReadOnlyList<string> names, PartitionSet scopes, long now, long order, float gapFraction)
    {
        for (int i = 0; i < scopes.Count; i++)
        {
            scopes[i].Spend(now, gapFraction);
        }

        return new PacePermit(this, names, scopes, now, gapFraction) { Reservation = _shared is null ? null : SharedPacing.TakeReservation(scopes, order) };
    }

    public void GiveBack(PacePermit permit)
    {
        lock (_gate)
        {
            for (int i = 0; i < permit.Scopes.Count; i++)
            {
                permit.Scopes[i].GiveBack(permit.At);
                _queue.MarkChanged(permit.Scopes[i]);
            }

            Arm(_time.Now());
        }
    }

    public void End(PacePermit permit)
    {
        lock (_gate)
        {
            long now = _time.Now();
            for (int i = 0; i < permit.Scopes.Count; i++)
            {
                permit.Scopes[i].End(now, permit.GapFraction);
                if (permit.Scopes[i].HasGap)
                {
                    _queue.MarkChanged(permit.Scopes[i]);
                }
            }

            Arm(now);
        }
    }

    /// <summary>Holds a scope; the hold is kept in the store where the scope is.</summary>
    public void Hold(string name, DateTimeOffset until)
    {
        if (HoldHere(name, until) is { IsShared: true } scope)
        {
            _shared?.Hold(scope, until);
        }
    }

    /// <summary>Holds a scope in this process.</summary>
    public RateLimitPartition? HoldHere(string name, DateTimeOffset until)
    {
        lock (_gate)
        {
            TimeSpan wait = until - UtcNow;
            if (wait <= TimeSpan.Zero)
            {
                return null;
            }

            long now = _time.Now();
            RateLimitPartition scope = _partitions.GetOrAdd(name);
            scope.Hold(now + wait.Ticks);
            _queue.MarkChanged(scope);
            Arm(now);
            return scope;
        }
    }

    /// <summary>Whether the limits have become tighter since the permit was given, so that asking the store is no use.</summary>
    public bool IsHeld(PacePermit permit)
    {
        lock (_gate)
        {
            long now = _time.Now();
            for (int i = 0; i < permit.Scopes.Count; i++)
            {
                if (permit.Scopes[i].HeldUntil > now)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public void Learn(string name, PaceWindow window)
    {
        lock (_gate)
        {
            long now = _time.Now();
            RateLimitPartition scope = _partitions.GetOrAdd(name);
            scope.Learn().LearnWindow(window.Permits, window.Period.Ticks, now + Math.Max(_options.LearnedFor.Ticks, window.Period.Ticks), now);
            _queue.MarkChanged(scope);
            Arm(now);
        }
    }

    public void Learn(PacePermit permit, RateLimitHints hints)
    {
        if (hints.SaysNothing && !LimitLearner.WasThrottled(permit))
        {
            return;
        }

        List<(string Name, TimeSpan Hold)> holds = [];
        lock (_gate)
        {
            long now = _time.Now();
            foreach (RateLimitPartition scope in _learner.Learn(permit, hints, now, holds))
            {
                _queue.MarkChanged(scope);
            }

            holds = holds.ConvertAll(hold => (hold.Name, hold.Hold + Jitter(hold.Hold)));
            Arm(now);
        }

        foreach ((string name, TimeSpan hold) in holds)
        {
            Hold(name, UtcNow + hold);
        }
    }

    /// <summary>Ends when what was given back or held is in the store.</summary>
    public Task DrainAsync() => _shared?.DrainAsync() ?? Task.CompletedTask;

    public void Dispose()
    {
        List<PermitWaiter> all;
        lock (_gate)
        {
            _disposed = true;
            all = _queue.Empty();
            _timer.Dispose();
        }

        foreach (PermitWaiter waiter in all)
        {
            waiter.Cancelled.Unregister();
            waiter.TrySetException(new ObjectDisposedException(nameof(RequestPacer)));
        }
    }

    private void Deliver(List<PermitWaiter>? granted)
    {
        if (granted is null)
        {
            return;
        }

        foreach (PermitWaiter waiter in granted)
        {
            waiter.Cancelled.Unregister();
            _telemetry.Ended(waiter);
            waiter.TrySetResult(waiter.Permit!);
        }
    }

    private PacePermit? Queue(PermitWaiter waiter, long now, ref List<PermitWaiter>? granted, out ThrottledException? refused)
    {
        refused = null;
        if (_queue.Count >= _options.MaxWaiting)
        {
            long at = EarliestFor(waiter.Request, waiter.Scopes, now, ref granted);
            refused = PacingErrors.QueueFull(waiter, _options.MaxWaiting, _time.ToWall(at, now));
            return null;
        }

        _telemetry.Began(waiter, now);
        _queue.Add(waiter, now, ref granted);
        if (waiter.Permit is null && waiter.Due - now > (waiter.Request.FailFast ? 0 : waiter.Request.MaxWait?.Ticks ?? long.MaxValue))
        {
            refused = PacingErrors.NoRoom(waiter, _time.ToWall(waiter.Due, now));
            _queue.Remove(waiter);
        }

        return waiter.Permit;
    }

    private long EarliestFor(PaceRequest request, PartitionSet scopes, long now, ref List<PermitWaiter>? granted)
    {
        if (!scopes.HaveWaiters)
        {
            return scopes.Earliest(now);
        }

        PermitWaiter probe = new(request, scopes, ++_order, gapFraction: 0) { IsProbe = true };
        _queue.Add(probe, now, ref granted);
        _queue.Remove(probe);
        return probe.Due;
    }

    private PartitionSet Resolve(PaceRequest request, long now)
    {
        _partitions.Sweep(now);
        PartitionSet scopes = default(PartitionSet);
        for (int i = 0; i < (request.Scopes?.Count ?? 0); i++)
        {
            if (_partitions.Find(request.Scopes![i]) is not { } scope)
            {
                continue;
            }

            scopes.Add(scope);
            if (scope.Bucket is { } bucket)
            {
                scopes.Add(bucket);
            }
        }

        return scopes;
    }

    private void CancelWith(PermitWaiter waiter, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            return;
        }

        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                (PaceEngine engine, PermitWaiter waiter) = ((PaceEngine, PermitWaiter))state!;
                engine.Cancel(waiter, token);
            },
            (this, waiter));
        lock (_gate)
        {
            if (waiter.IsQueued)
            {
                waiter.Cancelled = registration;
                return;
            }
        }

        registration.Unregister();
    }

    private void Cancel(PermitWaiter waiter, CancellationToken token)
    {
        lock (_gate)
        {
            if (!waiter.IsQueued)
            {
                return;
            }

            _queue.Remove(waiter);

            // Those behind move up when the timer settles them: a thousand cancelled at once are settled in one go.
            Arm(_time.Now());
        }

        waiter.TrySetCanceled(token);
    }

    private void OnTimer()
    {
        List<PermitWaiter>? granted = null;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _timer.Fired();
            Arm(Settle(ref granted));
        }

        Deliver(granted);
    }

    private long Settle(ref List<PermitWaiter>? granted)
    {
        long now = _time.Now();
        _queue.Settle(now, ref granted);
        return now;
    }

    private void Arm(long now) => _timer.Arm(_queue.NextDue is { } due ? Math.Max(due, now) : null, now);

    private TimeSpan Jitter(TimeSpan hold) =>
        TimeSpan.FromTicks((long)(Math.Min(hold.Ticks * _options.HoldJitter, 2 * TimeSpan.TicksPerSecond) * _random.NextDouble()));
}
