using GameAuth.Providers;

namespace GameAuth.Server.Discord;

/// <summary>
/// How many more answers of 401, 403 and 429 one kind of call may get from Discord in a window that all nodes share. A call takes a permit before it is sent and gives it back where it was not refused,
/// so that good sign-ins cost nothing and no number of calls at once goes beyond the limit. Safe for use from any thread.
/// </summary>
/// <remarks>
/// A node leases permits in batches, so that the store is asked seldom. What it has left at the window's end is void, and so is what a node had that was ended: the limit is reached early then, never late.
/// </remarks>
internal sealed class RefusalBudget(ISessionStore store, Func<CancellationToken, ValueTask<byte[]>> key, int limit, SteadyClock clock) : IDisposable
{
    /// <summary>The window: Discord's own (rate limits, "Invalid Request Limit").</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _leasing = new(1, 1);
    private readonly Lock _gate = new();
    private readonly int _batch = Math.Max(1, limit / 50);
    private int _free;
    private int _generation;
    private DateTimeOffset _endsAt;
    private DateTimeOffset _emptyUntil;

    /// <summary>Takes a permit.</summary>
    /// <returns>The permit; or how long there is none.</returns>
    /// <exception cref="SessionStoreException">The store can't be asked now.</exception>
    public async ValueTask<BudgetPermit> TakeAsync(CancellationToken cancellationToken)
    {
        if (TryTake() is { } permit)
        {
            return permit;
        }

        byte[] hash = await key(cancellationToken).ConfigureAwait(false);
        await _leasing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return TryTake() ?? await LeaseAsync(hash, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _leasing.Release();
        }
    }

    /// <summary>Gives back a permit whose call was not refused.</summary>
    public void Return(BudgetPermit permit)
    {
        lock (_gate)
        {
            // A permit of a window that has ended is worth nothing in the next one.
            _free += permit.Generation == _generation && clock.Now < _endsAt ? 1 : 0;
        }
    }

    public void Dispose() => _leasing.Dispose();

    private BudgetPermit? TryTake()
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.Now;
            if (now < _endsAt && _free > 0)
            {
                _free--;
                return new BudgetPermit(_generation, TimeSpan.Zero);
            }

            return now < _emptyUntil ? new BudgetPermit(_generation, _emptyUntil - now) : null;
        }
    }

    private async ValueTask<BudgetPermit> LeaseAsync(byte[] hash, CancellationToken cancellationToken)
    {
        // The window ends by the store's clock; how long it lasts is reckoned from before the question, so that it never seems longer here.
        DateTimeOffset asked = clock.Now;
        int size = _batch;
        WindowCount count = await store.CountAsync(hash, new WindowQuota(limit, Window, size), cancellationToken).ConfigureAwait(false);
        if (!count.IsPermitted && size > 1)
        {
            size = 1;
            count = await store.CountAsync(hash, new WindowQuota(limit, Window), cancellationToken).ConfigureAwait(false);
        }

        DateTimeOffset endsAt = asked + (count.EndsAt - count.Now);
        lock (_gate)
        {
            if (!count.IsPermitted)
            {
                _emptyUntil = endsAt;
                return new BudgetPermit(_generation, count.EndsAt - count.Now);
            }

            if (asked >= _endsAt)
            {
                (_free, _endsAt, _generation) = (0, endsAt, _generation + 1);
            }

            _free += size - 1;
            return new BudgetPermit(_generation, TimeSpan.Zero);
        }
    }
}

/// <summary>A permit for one call.</summary>
/// <param name="Generation">The window that it is of.</param>
/// <param name="Wait">How long there is none; zero where this is one.</param>
internal readonly record struct BudgetPermit(int Generation, TimeSpan Wait)
{
    public bool IsGranted => Wait <= TimeSpan.Zero;
}

/// <summary>The budgets of the three kinds of calls. They are apart, so that what one of them has used up stops none of the others.</summary>
internal sealed class RefusalBudgets(ISessionStore store, DiscordKeys keys, DiscordServerOptions options, SteadyClock clock) : IDisposable
{
    private readonly RefusalBudget _codes = Make(store, keys, "codes", options.CodeBudget, clock);
    private readonly RefusalBudget _tokens = Make(store, keys, "tokens", options.TokenBudget, clock);
    private readonly RefusalBudget _instances = Make(store, keys, "instances", options.InstanceBudget, clock);

    public RefusalBudget this[DiscordLane lane] => lane switch
    {
        DiscordLane.Codes => _codes,
        DiscordLane.Tokens => _tokens,
        _ => _instances,
    };

    public void Dispose()
    {
        _codes.Dispose();
        _tokens.Dispose();
        _instances.Dispose();
    }

    private static RefusalBudget Make(ISessionStore store, DiscordKeys keys, string kind, int limit, SteadyClock clock) =>
        new(store, cancellationToken => keys.HashAsync("refusals", [kind], cancellationToken), limit, clock);
}
