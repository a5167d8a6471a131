using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Polly.Retry;
using Polly;

namespace GameAuth.Providers;

/// <summary>What the exchanges of a host share.</summary>
internal sealed class ExchangeServices(IRequestPacer pacer, IIdGenerator ids, TimeProvider time, AttemptOptions options, ILogger log)
{
    public IRequestPacer Pacer { get; } = pacer ?? throw new ArgumentNullException(nameof(pacer));

    public IIdGenerator Ids => ids;

    public TimeProvider Time => time;

    public AttemptOptions Options => options;

    public ILogger Log => log;

    public AttemptTimeouts Timeouts { get; } = new(time, options.AttemptTimeout);
}

/// <summary>What the back channel logs: names and numbers, never an address with a query, a header or a body.</summary>
internal static partial class ExchangeLog
{
    [LoggerMessage(EventId = 301, Level = LogLevel.Information, Message = "{Provider}: step {Step} is tried again ({Number}) in {Delay}")]
    public static partial void Retrying(ILogger logger, string provider, string step, int number, TimeSpan delay);

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "{Provider}: step {Step} failed with {Failure}, correlation id {CorrelationId}")]
    public static partial void Failed(ILogger logger, string provider, string step, string failure, string? correlationId);
}

/// <summary>Polly's part: the attempts after a first failure that a repetition may mend. An operation that succeeds at once never comes here.</summary>
internal static class Repetition
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    public static async Task<AttemptResult> RunAsync(
        AttemptContext operation, AttemptResult first, Func<Task<AttemptResult>> again, CancellationToken cancellationToken)
    {
        ResiliencePipeline<AttemptResult> pipeline = new ResiliencePipelineBuilder<AttemptResult> { TimeProvider = operation.Services.Time }
            .AddRetry(new RetryStrategyOptions<AttemptResult>
            {
                MaxRetryAttempts = operation.MaxRetries,
                Delay = operation.RetryPause,
                MaxDelay = operation.RetryPause > LongestDelay ? operation.RetryPause : LongestDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static ended => new ValueTask<bool>(ended.Outcome.Result is { MayRepeat: true }),
                DelayGenerator = static ended => new ValueTask<TimeSpan?>(ended.Outcome.Result?.RetryAfter),
                OnRetry = retry =>
                {
                    retry.Outcome.Result?.Response?.Dispose();
                    ExchangeLog.Retrying(operation.Log, operation.Provider, operation.Step, retry.AttemptNumber + 1, retry.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

        // Polly's first execution is the failure that brought us here; only the following ones go on the wire.
        AttemptResult? made = first;
        return await pipeline.ExecuteAsync(async _ => Interlocked.Exchange(ref made, null) ?? await again().ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }
}

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
            using TimeLimit timer = new(limit, time, source);
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
