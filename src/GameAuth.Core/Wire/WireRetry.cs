using Polly;
using Polly.Retry;

namespace GameAuth.Providers;

/// <summary>The attempts after a first failure. A call that succeeds at once never comes here.</summary>
internal static class WireRetry
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    public static async Task<WireAttempt> RunAsync(
        WireAttempt first, WireExchange exchange, ProviderCall call, Exchange channel, CancellationToken cancellationToken)
    {
        ResiliencePipeline<WireAttempt> pipeline = new ResiliencePipelineBuilder<WireAttempt> { TimeProvider = channel.Clock.Local }
            .AddRetry(new RetryStrategyOptions<WireAttempt>
            {
                MaxRetryAttempts = call.MaxRetries,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static ended => new ValueTask<bool>(ended.Outcome.Result is { MayRepeat: true }),
                DelayGenerator = static ended => new ValueTask<TimeSpan?>(ended.Outcome.Result?.RetryAfter),
                OnRetry = retry =>
                {
                    WireLog.Retrying(channel.Logger, channel.Provider, call.Step, retry.AttemptNumber + 1, retry.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        WireAttempt? made = first;
        return await pipeline.ExecuteAsync(
            async ct => Interlocked.Exchange(ref made, null) ?? await exchange.AttemptAsync(ct).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }
}
