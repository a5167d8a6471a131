using System.Diagnostics.CodeAnalysis;

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
    private readonly SteadyClock _clock;

    /// <summary>Creates a coalescer.</summary>
    /// <param name="options">How it is set up; null takes the defaults.</param>
    /// <param name="clock">The clock that ages are measured by; null is the system's.</param>
    public Coalescer(CoalescerOptions? options = null, TimeProvider? clock = null)
    {
        _options = options ?? new CoalescerOptions();
        _clock = new SteadyClock(clock ?? TimeProvider.System);
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
        bool isNew = false;
        lock (_gate)
        {
            if (_results.TryGetValue(key, out (TValue Value, long StartedAt) known) && AgeOf(known.StartedAt) is var age && age <= maxAge && maxAge > TimeSpan.Zero)
            {
                return new ValueTask<Coalesced<TValue>>(new Coalesced<TValue>(known.Value, age, IsStale: false));
            }

            if (!_flights.TryGetValue(key, out flight))
            {
                isNew = true;
                flight = new CoalescedFlight<TValue>(_clock.Ticks);
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

    private TimeSpan AgeOf(long startedAt) => new(Math.Max(0, _clock.Ticks - startedAt));

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
            return new Coalesced<TValue>(value, AgeOf(flight.StartedAt), IsStale: false);
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
            return _results.TryGetValue(key, out (TValue Value, long StartedAt) known) && AgeOf(known.StartedAt) is var age && age <= _options.StaleOnError && _options.StaleOnError > TimeSpan.Zero
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
        List<TKey> oldest = _results.OrderBy(static result => result.Value.StartedAt).Take(1 + (_options.Capacity / 4)).Select(static result => result.Key).ToList();
        oldest.ForEach(key => _results.Remove(key));
    }
}

/// <summary>A result that may have been fetched for somebody else.</summary>
/// <typeparam name="TValue">The result's type.</typeparam>
/// <param name="Value">The result.</param>
/// <param name="Age">How long ago its fetch began: what it says was true then, or later.</param>
/// <param name="IsStale">Whether it is older than the caller wished, because fetching it anew failed.</param>
public readonly record struct Coalesced<TValue>(TValue Value, TimeSpan Age, bool IsStale);

/// <summary>How a <see cref="Coalescer{TKey, TValue}"/> is set up. Immutable.</summary>
public sealed record CoalescerOptions
{
    /// <summary>How old a result may be that stands in when fetching it anew fails. Default zero: the failure is thrown.</summary>
    public TimeSpan StaleOnError { get; init; }

    /// <summary>Which failures an older result may stand in for. The default is what passes by itself: <see cref="ThrottledException"/>, a transient <see cref="ProviderException"/>, <see cref="HttpRequestException"/>, <see cref="TimeoutException"/>.</summary>
    public Func<Exception, bool> MayBeStale { get; init; } = static error =>
        error is ThrottledException or ProviderException { IsTransient: true } or HttpRequestException or TimeoutException;

    /// <summary>How many results are kept; beyond it the oldest go. Default 1,024; at least 1.</summary>
    public int Capacity
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one result is kept.");
    }

    = 1024;
}

/// <summary>A fetch on its way, and how many wait for it. Guarded by the coalescer's lock, but for <see cref="Result"/>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer or a wait handle holds nothing to dispose.")]
internal sealed class CoalescedFlight<TValue>(long startedAt)
{
    private readonly TaskCompletionSource<TValue> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abandoned = new();

    public long StartedAt => startedAt;

    public int Waiting { get; set; }

    public Task<TValue> Result => _result.Task;

    public CancellationToken Abandoned => _abandoned.Token;

    public void Complete(TValue value) => _result.TrySetResult(value);

    public void Fail(Exception error)
    {
        _result.TrySetException(error);

        // Whoever waits sees the failure; when nobody does any more, it is nobody's.
        _ = _result.Task.Exception;
    }

    public void Abandon() => _abandoned.Cancel();
}
