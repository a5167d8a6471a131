using System.Collections.Concurrent;

namespace GameAuth.Providers;

/// <summary>Settles permits of shared scopes with the store, after the process's own limits have let them through.</summary>
internal sealed class SharedPacing(PaceLedger ledger)
{
    private readonly IdGenerator _stamps = new();
    private readonly ConcurrentDictionary<Task, bool> _background = new();

    /// <summary>Puts a permit behind those that were given before it; called under the engine's lock.</summary>
    public static StoreReservation? TakeReservation(PartitionSet scopes, long order)
    {
        List<Task>? before = null;
        for (int i = 0; i < scopes.Count; i++)
        {
            if (scopes[i].IsShared)
            {
                (before ??= []).Add(scopes[i].LastReservation);
            }
        }

        if (before is null)
        {
            return null;
        }

        StoreReservation reservation = new(Task.WhenAll(before), order);
        for (int i = 0; i < scopes.Count; i++)
        {
            if (scopes[i].IsShared)
            {
                scopes[i].LastReservation = reservation.Over;
            }
        }

        return reservation;
    }

    /// <summary>Reserves in the store what was let through here, and waits again, at its old place, as often as the store says no.</summary>
    public async ValueTask<IPacePermit> AcquireAsync(PaceEngine engine, PaceRequest request, CancellationToken cancellationToken)
    {
        long? order = null;
        while (true)
        {
            PacePermit permit = (PacePermit)await engine.EnterAsync(request, order, cancellationToken).ConfigureAwait(false);
            if (permit.Reservation is not { } reservation)
            {
                return permit;
            }

            bool isReserved = false;
            try
            {
                await reservation.Before.WaitAsync(cancellationToken).ConfigureAwait(false);
                isReserved = !engine.IsHeld(permit) && await TryReserveAsync(engine, permit, reservation, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!isReserved)
                {
                    permit.GiveBack();
                }

                reservation.End();
            }

            if (isReserved)
            {
                return permit;
            }

            order = reservation.Order;
        }
    }

    /// <summary>Keeps a hold in the store. If that fails, another process learns it from the server itself.</summary>
    public void Hold(RateLimitPartition scope, DateTimeOffset until) => Run(() => ledger.HoldAsync(scope, until, CancellationToken.None));

    /// <summary>Deletes the row of a scope that is idle here, if it is idle everywhere.</summary>
    public void Forget(RateLimitPartition scope)
    {
        if (scope.IsShared)
        {
            Run(() => ledger.ForgetAsync(scope, CancellationToken.None));
        }
    }

    public Task DrainAsync() => Task.WhenAll(_background.Keys);

    private async Task<bool> TryReserveAsync(PaceEngine engine, PacePermit permit, StoreReservation reservation, CancellationToken cancellationToken)
    {
        ulong stamp = _stamps.NextSpan();
        List<RateLimitPartition> asked = [];

        // All or none: whatever ends this early, what may have been reserved goes back.
        reservation.OnGivenBack = () => asked.ForEach(scope => Run(() => ledger.ReleaseAsync(scope, stamp, CancellationToken.None)));
        for (int i = 0; i < permit.Scopes.Count; i++)
        {
            RateLimitPartition scope = permit.Scopes[i];
            if (!scope.IsShared)
            {
                continue;
            }

            asked.Add(scope);
            if (await ledger.ReserveAsync(scope, stamp, cancellationToken).ConfigureAwait(false) is not { } earliest)
            {
                continue;
            }

            engine.HoldHere(scope.Name, earliest);
            asked.Remove(scope);
            return false;
        }

        return true;
    }

    private void Run(Func<Task> work)
    {
        Task task = Task.Run(async () =>
        {
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (Exception)
            {
                // A place that can't be given back stays spent, and a row that can't be deleted stays: the limits only get tighter.
            }
        });
        _background.TryAdd(task, true);
        _ = task.ContinueWith(done => _background.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}

/// <summary>The reservation of one permit in the store. Permits of a shared scope are reserved one after another, in the order in which they were given.</summary>
internal sealed class StoreReservation(Task before, long order)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Before => before;

    /// <summary>The place among the waiting requests, for a permit that has to wait again.</summary>
    public long Order => order;

    public Task Over => _over.Task;

    /// <summary>Gives back what was reserved in the store; null until something is.</summary>
    public Action? OnGivenBack { get; set; }

    public void End() => _over.TrySetResult();

    public void GiveBack() => OnGivenBack?.Invoke();
}
