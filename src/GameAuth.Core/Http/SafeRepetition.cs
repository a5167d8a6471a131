using Polly;
using Polly.Retry;

namespace GameAuth.Providers;

/// <summary>Polly's part: it is asked only after a first failure, and only for requests that are safe to repeat (RFC 9110 section 9.2.1).</summary>
internal static class SafeRepetition
{
    public static readonly ResiliencePropertyKey<Outcome<HttpResponseMessage>?> FirstOutcome = new("gameauth.first");

    public static ResiliencePipeline<HttpResponseMessage> Build(AttemptOptions options, TimeProvider time)
    {
        ResiliencePipelineBuilder<HttpResponseMessage> builder = new() { TimeProvider = time };
        if (options.SafeRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.SafeRetries,
                Delay = options.RetryPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static attempt => new ValueTask<bool>(attempt.Context.Properties.GetValue(AttemptHandler.IsTransientKey, defaultValue: false)),
                OnRetry = static attempt =>
                {
                    attempt.Outcome.Result?.Dispose();
                    return default;
                },
            });
        }

        return builder.Build();
    }

    public static bool IsSafe(HttpRequestMessage request) =>
        (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
            || (request.Options.TryGetValue(GameAuthRequestExtensions.SafeKey, out bool safe) && safe))
        && IsReplayable(request);

    /// <summary>Whether it asks for another protocol, such as a WebSocket's handshake: whoever holds the connection tries again by a plan of its own.</summary>
    public static bool IsUpgrade(HttpRequestMessage request) => request.Headers.NonValidated.Contains("Upgrade");

    /// <summary>Whether the same body can be sent again.</summary>
    public static bool IsReplayable(HttpRequestMessage request) =>
        request.Content is null or ByteArrayContent or ReadOnlyMemoryContent or System.Net.Http.Json.JsonContent;
}
