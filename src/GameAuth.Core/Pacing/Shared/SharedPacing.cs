using System.Collections.Concurrent;

namespace GameAuth.Providers;

/// <summary>Settles permits of shared scopes with the store, after the process's own limits have let them through.</summary>
internal sealed class SharedPacing(PaceLedger ledger)
{
    private readonly IdGenerator _stamps = new();
    private readonly ConcurrentDictionary<Task, bool> _background = new();

    /// <summary>Lines a permit up behind those that were given before it; called under the engine's lock.</summary>
    public static PaceTurn? TakeTurn(ScopeSet scopes, long order)
    {
        List<Task>? before = null;
        for (var i = 0; i < scopes.Count; i++)
        {
            if (scopes[i].IsShared)
            {
                (before ??= []).Add(scopes[i].Turn);
            }
        }

        if (before is null)
        {
            return null;
        }

        var turn = new PaceTurn(Task.WhenAll(before), order);
        for (var i = 0; i < scopes.Count; i++)
        {
            if (scopes[i].IsShared)
            {
                scopes[i].Turn = turn.Over;
            }
        }

        return turn;
    }

    /// <summary>Reserves in the store what was let through here, and goes back to its place in the line as often as the store says no.</summary>
    public async ValueTask<IPacePermit> AcquireAsync(PaceEngine engine, PaceRequest request, CancellationToken cancellationToken)
    {
        long? order = null;
        while (true)
        {
            var permit = (PacePermit)await engine.EnterAsync(request, order, cancellationToken).ConfigureAwait(false);
            if (permit.Turn is not { } turn)
            {
                return permit;
            }

            var isReserved = false;
            try
            {
                await turn.Before.WaitAsync(cancellationToken).ConfigureAwait(false);
                isReserved = !engine.IsHeld(permit) && await TryReserveAsync(engine, permit, turn, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!isReserved)
                {
                    permit.GiveBack();
                }

                turn.End();
            }

            if (isReserved)
            {
                return permit;
            }

            order = turn.Order;
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

    private async Task<bool> TryReserveAsync(PaceEngine engine, PacePermit permit, PaceTurn turn, CancellationToken cancellationToken)
    {
        var stamp = _stamps.NextSpan();
        List<RateLimitPartition> asked = [];

        // All or none: whatever ends this early, what may have been reserved goes back.
        turn.OnGivenBack = () => asked.ForEach(scope => Run(() => ledger.ReleaseAsync(scope, stamp, CancellationToken.None)));
        for (var i = 0; i < permit.Scopes.Count; i++)
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
        var task = Task.Run(async () =>
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
