namespace GameAuth.Providers;

/// <summary>What a whole answer means to the channel, before the provider judges it.</summary>
internal static class WireVerdict
{
    /// <summary>A server that asks for no more than this is waited for; a longer wait is the caller's to plan.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(5);

    /// <summary>Where a 429 does not say how long.</summary>
    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(30);

    public static WireAttempt Judge(Exchange channel, ProviderCall call, ProviderResponse answer, TimeSpan? retryAfter)
    {
        TimeSpan? said = Said(call, answer, retryAfter);
        return answer.Status switch
        {
            429 => Throttled(channel, call, answer, said),
            503 when said is not null => Throttled(channel, call, answer, said),
            >= 300 and <= 399 when !call.TakesRedirect => new WireAttempt
            {
                Failure = answer.Failure("is a redirect, which is never followed; check the base address of this endpoint", isTransient: false),
            },
            502 or 504 when !call.IsRepeatable => new WireAttempt
            {
                Failure = TransportFailure.Lost(channel.Provider, call, $"status {answer.Status} from a gateway"),
            },
            408 or 500 or 502 or 503 or 504 => new WireAttempt { Answer = answer, MayRepeat = call.IsRepeatable },
            _ => new WireAttempt { Answer = answer },
        };
    }

    private static TimeSpan? Said(ProviderCall call, ProviderResponse answer, TimeSpan? header)
    {
        TimeSpan? body = answer.Status is 429 or 503 && call.RetryAfterInBody?.Invoke(answer) is { } wait ? RetryAfter.Clamp(wait) : null;
        return header > body || body is null ? header : body;
    }

    private static WireAttempt Throttled(Exchange channel, ProviderCall call, ProviderResponse answer, TimeSpan? said)
    {
        DateTimeOffset now = channel.Clock.Local.GetUtcNow();
        DateTimeOffset retryAt = now + (said ?? UnsaidWait);
        if (!call.Pace.IsNone)
        {
            ThrottledBody.Teach(channel.Pacer, call.Pace, answer, channel.LimitInBody);
            foreach (string scope in call.RetryAfterInBody is null || said is null ? [] : call.Pace.Scopes)
            {
                channel.Pacer.Freeze(scope, retryAt);
            }

            DateTimeOffset paced = channel.Pacer.Estimate(call.Pace);
            retryAt = paced > retryAt ? paced : retryAt;
        }

        return new WireAttempt
        {
            Failure = new ThrottledException(
                $"{answer.Provider}: step '{answer.Step}' was throttled (status {answer.Status}); the next try is allowed at {retryAt:O}.", retryAt, wasSent: true)
            {
                Provider = answer.Provider,
                Step = answer.Step,
                CorrelationId = answer.CorrelationId,
            },
            MayRepeat = call.IsRepeatable && said is not null && retryAt - now <= ShortWait,
            RetryAfter = retryAt - now,
        };
    }
}
