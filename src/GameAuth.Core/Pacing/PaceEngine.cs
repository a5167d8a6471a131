using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>The pacer's state under one lock, and its one timer.</summary>
/// <remarks>Nothing is awaited and no caller's code runs under the lock.</remarks>
internal sealed partial class PaceEngine : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PaceTime _time;
    private readonly PaceTimer _timer;
    private readonly RequestPacerOptions _options;
    private readonly SharedPacing? _shared;
    private readonly PaceTelemetry _telemetry;
    private readonly PaceDirectory _directory;
    private readonly PaceLearning _learning;
    private readonly PaceQueue _queue;
    private readonly Random _random;
    private long _order;
    private bool _disposed;

    public PaceEngine(RequestPacerOptions options, TimeProvider clock, SharedPacing? shared, PaceTelemetry telemetry)
    {
        _options = options;
        _time = new PaceTime(clock);
        _timer = new PaceTimer(clock, OnTimer);
        _shared = shared;
        _telemetry = telemetry;
        _directory = new PaceDirectory(new PaceRuleTable(options.Rules), onForgotten: scope => shared?.Forget(scope));
        _learning = new PaceLearning(_directory, options);
        _queue = new PaceQueue(this);
        _random = new Random(options.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue));
    }

    public DateTimeOffset UtcNow => _time.UtcNow;

    /// <summary>How many scopes are remembered.</summary>
    public int ScopeCount
    {
        get
        {
            lock (_gate)
            {
                return _directory.Count;
            }
        }
    }

    public int WaiterCount
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Waits for a place under the limits that this process knows.</summary>
    public ValueTask<IPacePermit> EnterAsync(PaceRequest request, long? order, CancellationToken cancellationToken)
    {
        PaceWaiter? waiter = null;
        PacePermit? permit = null;
        ThrottledException? refused = null;
        List<PaceWaiter>? granted = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(RequestPacer));
            var now = Settle(ref granted);
            ScopeSet scopes = Resolve(request, now);
            if (!scopes.HaveWaiters && scopes.Earliest(now) <= now)
            {
                permit = Spend(request.Scopes, scopes, now, order ?? ++_order, _random.NextSingle());
            }
            else
            {
                waiter = new PaceWaiter(request, scopes, order ?? ++_order, _random.NextSingle());
                permit = Queue(waiter, now, ref granted, out refused);
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

        CancelWith(waiter!, cancellationToken);
        return new ValueTask<IPacePermit>(waiter!.Task);
    }

    public DateTimeOffset Estimate(PaceRequest request)
    {
        List<PaceWaiter>? granted = null;
        DateTimeOffset at;
        lock (_gate)
        {
            var now = Settle(ref granted);
            at = _time.ToWall(EarliestFor(request, Resolve(request, now), now, ref granted), now);
            Arm(now);
        }

        Deliver(granted);
        return at;
    }

    /// <summary>Called by the queue, and by the way that needs no queue.</summary>
    public PacePermit Spend(IReadOnlyList<string> names, ScopeSet scopes, long now, long order, float luck)
    {
        for (var i = 0; i < scopes.Count; i++)
        {
            scopes[i].Spend(now, luck);
        }

        return new PacePermit(this, names, scopes, now, luck) { Turn = _shared is null ? null : SharedPacing.TakeTurn(scopes, order) };
    }

    public void GiveBack(PacePermit permit)
    {
        lock (_gate)
        {
            for (var i = 0; i < permit.Scopes.Count; i++)
            {
                permit.Scopes[i].Unspend(permit.At);
                _queue.Unsettle(permit.Scopes[i]);
            }

            Arm(_time.Now());
        }
    }

    public void End(PacePermit permit)
    {
        lock (_gate)
        {
            var now = _time.Now();
            for (var i = 0; i < permit.Scopes.Count; i++)
            {
                permit.Scopes[i].End(now, permit.Luck);
                if (permit.Scopes[i].HasGap)
                {
                    _queue.Unsettle(permit.Scopes[i]);
                }
            }

            Arm(now);
        }
    }

    /// <summary>Ends when what was given back or held is in the store.</summary>
    public Task DrainAsync() => _shared?.DrainAsync() ?? Task.CompletedTask;

    public void Dispose()
    {
        List<PaceWaiter> all;
        lock (_gate)
        {
            _disposed = true;
            all = _queue.Empty();
            _timer.Dispose();
        }

        foreach (PaceWaiter waiter in all)
        {
            waiter.Cancelled.Unregister();
            waiter.TrySetException(new ObjectDisposedException(nameof(RequestPacer)));
        }
    }

    private void Deliver(List<PaceWaiter>? granted)
    {
        if (granted is null)
        {
            return;
        }

        foreach (PaceWaiter waiter in granted)
        {
            waiter.Cancelled.Unregister();
            _telemetry.Ended(waiter);
            waiter.TrySetResult(waiter.Permit!);
        }
    }

    private PacePermit? Queue(PaceWaiter waiter, long now, ref List<PaceWaiter>? granted, out ThrottledException? refused)
    {
        refused = null;
        if (_queue.Count >= _options.MaxWaiting)
        {
            var at = EarliestFor(waiter.Request, waiter.Scopes, now, ref granted);
            refused = Refusal.QueueFull(waiter, _options.MaxWaiting, _time.ToWall(at, now));
            return null;
        }

        _telemetry.Began(waiter, now);
        _queue.Add(waiter, now, ref granted);
        if (waiter.Permit is null && waiter.Due - now > (waiter.Request.FailFast ? 0 : waiter.Request.MaxWait?.Ticks ?? long.MaxValue))
        {
            refused = Refusal.NoRoom(waiter, _time.ToWall(waiter.Due, now));
            _queue.Remove(waiter);
        }

        return waiter.Permit;
    }

    private long EarliestFor(PaceRequest request, ScopeSet scopes, long now, ref List<PaceWaiter>? granted)
    {
        if (!scopes.HaveWaiters)
        {
            return scopes.Earliest(now);
        }

        var probe = new PaceWaiter(request, scopes, ++_order, luck: 0) { IsProbe = true };
        _queue.Add(probe, now, ref granted);
        _queue.Remove(probe);
        return probe.Due;
    }

    private ScopeSet Resolve(PaceRequest request, long now)
    {
        _directory.Sweep(now);
        var scopes = default(ScopeSet);
        for (var i = 0; i < (request.Scopes?.Count ?? 0); i++)
        {
            if (_directory.Find(request.Scopes![i]) is not { } scope)
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

    private void CancelWith(PaceWaiter waiter, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            return;
        }

        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                (PaceEngine? engine, PaceWaiter? waiter) = ((PaceEngine, PaceWaiter))state!;
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

    private void Cancel(PaceWaiter waiter, CancellationToken token)
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
        List<PaceWaiter>? granted = null;
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

    private long Settle(ref List<PaceWaiter>? granted)
    {
        var now = _time.Now();
        _queue.Settle(now, ref granted);
        return now;
    }

    private void Arm(long now) => _timer.Arm(_queue.NextDue is { } due ? Math.Max(due, now) : null, now);
}
