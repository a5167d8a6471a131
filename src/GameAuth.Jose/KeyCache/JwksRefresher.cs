namespace GameAuth.Jose;

/// <summary>Fetches the keys, once at a time, and never on the thread of whoever asked for it.</summary>
internal sealed class JwksRefresher : IDisposable
{
    // Without keys every token is refused, so the service is asked again soon, however often it has failed.
    private static readonly TimeSpan LongestDelayWithoutKeys = TimeSpan.FromSeconds(30);

    private readonly Func<JwksRequest, CancellationToken, Task<JwksResponse>> _fetch;
    private readonly JwksCacheOptions _options;
    private readonly TimeProvider _clock;
    private readonly JwksSnapshotFactory _snapshots;
    private readonly ExponentialBackoff _failures;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ended;
    private readonly Lock _gate = new();
    private JwksSnapshot? _current;
    private Task<bool>? _flight;
    private long _fetches;
    private long _failed;
    private int _disposed;

    public JwksRefresher(Func<JwksRequest, CancellationToken, Task<JwksResponse>> fetch, JwksCacheOptions options, TimeProvider clock)
    {
        (_fetch, _options, _clock) = (fetch, options, clock);
        _ended = _end.Token;
        _snapshots = new JwksSnapshotFactory(options, clock);
        _failures = new ExponentialBackoff(options.RetryDelay, options.MaxCooldown, clock);
    }

    public JwksSnapshot? Current => Volatile.Read(ref _current);

    /// <summary>The snapshot, if it may still be believed.</summary>
    public JwksSnapshot? Believed => Current is { } snapshot && _clock.GetTimestamp() < snapshot.BelievedUntil ? snapshot : null;

    public long Fetches => Interlocked.Read(ref _fetches);

    public long FailedFetches => Interlocked.Read(ref _failed);

    /// <summary>The fetch that is under way, if one is. Its task says whether there was an answer, and never throws.</summary>
    public Task<bool>? Flight => Volatile.Read(ref _flight);

    private bool MayAsk => _failures.IsOpen || (Believed is null && _failures.IsOpenAfter(LongestDelayWithoutKeys));

    /// <summary>Begins a fetch in the background, unless one is under way or failures have closed the gate for now: then without a lock.</summary>
    public void BeginIfDue()
    {
        if (Flight is null && MayAsk)
        {
            _ = Begin();
        }
    }

    /// <summary>The fetch that is under way, or a new one; null when failures have closed the gate for now, or the end has come.</summary>
    public Task<bool>? Begin()
    {
        lock (_gate)
        {
            if (_flight is null && MayAsk && !_ended.IsCancellationRequested)
            {
                Interlocked.Increment(ref _fetches);

                // Without the caller's execution context: its identity and its trace are not the cache's.
                using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
                {
                    _flight = Task.Run(FetchAsync);
                }
            }

            return _flight;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _end.Cancel();
        _end.Dispose();
    }

    private async Task<bool> FetchAsync()
    {
        bool succeeded = false;
        try
        {
            using CancellationTokenSource limit = new(_options.FetchTimeout, _clock);
            using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _ended);
            JwksSnapshot? current = Current;
            JwksResponse response = await _fetch(new JwksRequest(current?.EntityTag), both.Token)
                .WaitAsync(both.Token) // A delegate that does not listen must not hold the flight for ever.
                .ConfigureAwait(false);
            Volatile.Write(ref _current, _snapshots.Next(current, response));
            succeeded = true;
        }
        catch (Exception)
        {
            // Whatever went wrong, the keys that are here stay; the counter tells of it.
        }
        finally
        {
            Finish(succeeded);
        }

        return succeeded;
    }

    private void Finish(bool succeeded)
    {
        lock (_gate)
        {
            _flight = null;
            if (succeeded)
            {
                _failures.Open();
            }
            else
            {
                // Counted last: who sees the count finds the gate closed.
                _failures.Close();
                Interlocked.Increment(ref _failed);
            }
        }
    }
}
