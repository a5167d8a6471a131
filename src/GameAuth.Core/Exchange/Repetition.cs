using Polly;
using Polly.Retry;

namespace GameAuth.Providers;

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
