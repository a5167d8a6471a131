using System.Collections.Concurrent;

namespace GameAuth.Providers;

/// <summary>The time limit of an attempt. Sources are pooled, so that a request that is answered at once allocates none and starts no timer.</summary>
internal sealed class AttemptLimits(TimeProvider time, TimeSpan limit)
{
    private const int MaxPooled = 64;

    private readonly ConcurrentBag<CancellationTokenSource> _pool = [];

    [ThreadStatic]
    private static CancellationTokenSource? t_last;

    public CancellationTokenSource Rent()
    {
        CancellationTokenSource? source = t_last;
        if (source is not null)
        {
            t_last = null;
            return source;
        }

        return _pool.TryTake(out source) ? source : new CancellationTokenSource();
    }

    public void Return(CancellationTokenSource source)
    {
        if (!source.TryReset())
        {
            source.Dispose();
        }
        else if (t_last is null)
        {
            t_last = source;
        }
        else if (_pool.Count < MaxPooled)
        {
            _pool.Add(source);
        }
        else
        {
            source.Dispose();
        }
    }

    /// <summary>Starts the clock of an attempt that was not answered at once.</summary>
    public ITimer Start(CancellationTokenSource source) => time.CreateTimer(
        static state => ((CancellationTokenSource)state!).Cancel(), source, limit, Timeout.InfiniteTimeSpan);

    public TimeSpan Limit => limit;
}
