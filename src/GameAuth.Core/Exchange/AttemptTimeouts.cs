using System.Collections.Concurrent;

namespace GameAuth.Providers;

/// <summary>The time limit of a client's attempt. Sources are pooled, so that a request that is answered at once allocates none and starts no timer.</summary>
internal sealed class AttemptTimeouts(TimeProvider time, TimeSpan limit)
{
    private const int MaxPooled = 64;

    private readonly ConcurrentBag<CancellationTokenSource> _pool = [];

    [ThreadStatic]
    private static CancellationTokenSource? t_last;

    public Task<HttpResponseMessage> SendAsync(ExchangeHandler wire, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        CancellationTokenSource source = Rent();
        CancellationTokenRegistration linked = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source);
        Task<HttpResponseMessage> sending;
        try
        {
            sending = wire.SendToWireAsync(request, source.Token);
        }
        catch (Exception error)
        {
            // A primary handler of the application's own may throw before its first await.
            sending = Task.FromException<HttpResponseMessage>(error);
        }

        if (!sending.IsCompletedSuccessfully)
        {
            return AwaitAsync(sending, source, linked, cancellationToken);
        }

        linked.Dispose();
        Return(source);
        return sending;
    }

    private async Task<HttpResponseMessage> AwaitAsync(
        Task<HttpResponseMessage> sending, CancellationTokenSource source, CancellationTokenRegistration linked, CancellationToken cancellationToken)
    {
        try
        {
            using ITimer timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), source, limit, Timeout.InfiniteTimeSpan);
            return await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && source.IsCancellationRequested)
        {
            throw new TimeoutException($"The request had no answer within {limit.TotalSeconds:0} s (AttemptOptions.AttemptTimeout).");
        }
        finally
        {
            // Not pooled: what is still reading the body may hold on to it.
            await linked.DisposeAsync().ConfigureAwait(false);
            source.Dispose();
        }
    }

    private CancellationTokenSource Rent()
    {
        CancellationTokenSource? source = t_last;
        if (source is not null)
        {
            t_last = null;
            return source;
        }

        return _pool.TryTake(out source) ? source : new CancellationTokenSource();
    }

    private void Return(CancellationTokenSource source)
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
}
