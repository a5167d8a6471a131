namespace GameAuth.Providers;

/// <summary>Fetches each thing once for all who want it, and hands out results that are young enough: for lists that a vendor allows only now and then.</summary>
/// <typeparam name="TKey">What is fetched, such as an account and a query.</typeparam>
/// <typeparam name="TValue">What comes of it; shared by all callers, so best immutable.</typeparam>
/// <remarks>
/// Safe for use from any thread. A fetch carries no caller's execution context, and one caller's cancellation harms no other: it is
/// cancelled when the last who waits for it has left. With a pacer that fails fast inside the fetch and <see cref="CoalescerOptions.StaleOnError"/>,
/// a caller gets the last result with its age instead of a wait.
/// </remarks>
public sealed class Coalescer<TKey, TValue>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, (TValue Value, long StartedAt)> _results = [];
    private readonly Dictionary<TKey, CoalescedFlight<TValue>> _flights = [];
    private readonly CoalescerOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Creates a coalescer.</summary>
    /// <param name="options">How it is set up; null takes the defaults.</param>
    /// <param name="clock">The clock that ages are measured by; null is the system's.</param>
    public Coalescer(CoalescerOptions? options = null, TimeProvider? clock = null)
    {
        _options = options ?? new CoalescerOptions();
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>A result that is young enough, else that of the fetch on its way, else of a new fetch.</summary>
    /// <param name="key">What is wanted.</param>
    /// <param name="maxAge">How old a finished result may be; zero takes only one that is on its way or new.</param>
    /// <param name="fetch">Fetches it; its token is cancelled when nobody waits any more.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <returns>The result and its age; it completes synchronously, without allocating, when a result is young enough.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is negative.</exception>
    public ValueTask<Coalesced<TValue>> GetAsync(TKey key, TimeSpan maxAge, Func<CancellationToken, Task<TValue>> fetch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAge, TimeSpan.Zero);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Coalesced<TValue>>(cancellationToken);
        }

        CoalescedFlight<TValue>? flight;
        var isNew = false;
        lock (_gate)
        {
            if (_results.TryGetValue(key, out (TValue Value, long StartedAt) known) && _clock.GetElapsedTime(known.StartedAt) is var age && age <= maxAge && maxAge > TimeSpan.Zero)
            {
                return new ValueTask<Coalesced<TValue>>(new Coalesced<TValue>(known.Value, age, IsStale: false));
            }

            if (!_flights.TryGetValue(key, out flight))
            {
                isNew = true;
                flight = new CoalescedFlight<TValue>(_clock.GetTimestamp());
                _flights.Add(key, flight);
            }

            flight.Waiting++;
        }

        if (isNew)
        {
            Start(key, flight, fetch);
        }

        return JoinAsync(key, flight, cancellationToken);
    }

    /// <summary>Forgets the result of a key, and lets no later caller join a fetch that began before: after a change made it wrong.</summary>
    /// <param name="key">What has changed.</param>
    public void Forget(TKey key)
    {
        lock (_gate)
        {
            _results.Remove(key);
            _flights.Remove(key);
        }
    }

    private void Start(TKey key, CoalescedFlight<TValue> flight, Func<CancellationToken, Task<TValue>> fetch)
    {
        using AsyncFlowControl? uncaptured = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        _ = Task.Run(() => FetchAsync(key, flight, fetch));
    }

    private async Task FetchAsync(TKey key, CoalescedFlight<TValue> flight, Func<CancellationToken, Task<TValue>> fetch)
    {
        try
        {
            TValue? value = await fetch(flight.Abandoned).ConfigureAwait(false);
            End(key, flight, (value, flight.StartedAt));
            flight.Complete(value);
        }
        catch (Exception error)
        {
            End(key, flight, result: null);
            flight.Fail(error);
        }
    }

    private void End(TKey key, CoalescedFlight<TValue> flight, (TValue, long)? result)
    {
        lock (_gate)
        {
            if (_flights.GetValueOrDefault(key) != flight)
            {
                return;
            }

            _flights.Remove(key);
            if (result is not { } kept)
            {
                return;
            }

            _results[key] = kept;
            if (_results.Count > _options.Capacity)
            {
                DropOldest();
            }
        }
    }

    private async ValueTask<Coalesced<TValue>> JoinAsync(TKey key, CoalescedFlight<TValue> flight, CancellationToken cancellationToken)
    {
        try
        {
            TValue? value = await flight.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Coalesced<TValue>(value, _clock.GetElapsedTime(flight.StartedAt), IsStale: false);
        }
        catch (Exception error) when (flight.Result.IsFaulted && _options.MayBeStale(error) && Stale(key) is not null)
        {
            return Stale(key)!.Value;
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private Coalesced<TValue>? Stale(TKey key)
    {
        lock (_gate)
        {
            return _results.TryGetValue(key, out (TValue Value, long StartedAt) known) && _clock.GetElapsedTime(known.StartedAt) is var age && age <= _options.StaleOnError
                ? new Coalesced<TValue>(known.Value, age, IsStale: true)
                : null;
        }
    }

    private void Leave(TKey key, CoalescedFlight<TValue> flight)
    {
        lock (_gate)
        {
            if (--flight.Waiting > 0 || flight.Result.IsCompleted)
            {
                return;
            }

            if (_flights.GetValueOrDefault(key) == flight)
            {
                _flights.Remove(key);
            }
        }

        flight.Abandon();
    }

    // A quarter at a time, so that a full coalescer doesn't look for its oldest result at each fetch.
    private void DropOldest()
    {
        var oldest = _results.OrderBy(static result => result.Value.StartedAt).Take(1 + (_options.Capacity / 4)).Select(static result => result.Key).ToList();
        oldest.ForEach(key => _results.Remove(key));
    }
}
