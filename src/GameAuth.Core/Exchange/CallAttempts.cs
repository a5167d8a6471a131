using System.Net;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>The attempts of a typed call: a new request for each, an answer that is read whole within a time limit, and typed failures.</summary>
internal sealed class CallAttempts(Exchange exchange, ProviderCall call, HttpClient http)
    : AttemptContext(call.Account), IDisposable
{
    /// <summary>A server that asks for no more than this is waited for; a longer wait is the caller's to plan.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(5);

    /// <summary>Where neither a 429 nor a pacer says how long.</summary>
    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(30);

    private readonly AccountRequest? _whose = call.Account is null ? null : new AccountRequest(call.Account, call.Operation);
    private CancellationTokenSource? _limit;
    private TimeLimit? _timer;
    private CancellationTokenSource? _either;

    internal override ExchangeServices Services => exchange.Services;

    internal override RequestAuthenticator? Authenticator { get; } = call.Account is null ? null : exchange.Authenticator;

    internal override string Provider => exchange.Provider;

    internal override string Step => call.Step;

    internal override int MaxRetries => call.MaxRetries ?? exchange.MaxRetries;

    internal override TimeSpan RetryPause { get; } = TimeSpan.FromMilliseconds(500);

    internal override ILogger Log => exchange.Logger;

    internal override PaceRequest KnownPace => call.Pace;

    private TimeSpan AttemptTimeout => call.AttemptTimeout ?? exchange.AttemptTimeout;

    // A request that only reads has no outcome, also where it is not to be sent twice.
    private bool MayTakeEffect => !call.IsRepeatable && !ClientAttempts.IsSafe(Request!);

    internal override async ValueTask BuildAsync(CancellationToken cancellationToken)
    {
        Request?.Dispose();
        Request = null;
        Request = await call.Build(this, cancellationToken).ConfigureAwait(false);
        if (_whose is not null)
        {
            Request.Options.Set(AccountRequest.Key, _whose.AsAttempt(Authenticator!));
        }

        Uri? target = Request.RequestUri is { IsAbsoluteUri: false } path && http.BaseAddress is { } root
            ? new Uri(root, path)
            : Request.RequestUri ?? http.BaseAddress;
        if (target is not { IsAbsoluteUri: true } || (target.Scheme is not "https" && !(target.Scheme is "http" && target.IsLoopback)))
        {
            throw TransportFailure.Insecure(Provider, Step, target);
        }

        if (exchange.Loopback is { } loopback)
        {
            Request.RequestUri = loopback.Resolve(target);
        }

        call.CheckAudience?.Invoke(Request.RequestUri);
    }

    internal override Task<HttpResponseMessage> SendAsync(CancellationToken cancellationToken)
    {
        MayHaveLeft = true;
        _limit = new CancellationTokenSource();
        _timer = new TimeLimit(AttemptTimeout, exchange.Clock, _limit);
        _either = CancellationTokenSource.CreateLinkedTokenSource(call.FinishesOnceSent ? CancellationToken.None : cancellationToken, _limit.Token);
        return http.SendAsync(Request!, HttpCompletionOption.ResponseHeadersRead, _either.Token);
    }

    internal override async ValueTask<AttemptResult> JudgeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        DateTimeOffset receivedAt = exchange.Clock.Learn(response);
        Permit?.Learn(response);
        if (response.StatusCode is HttpStatusCode.SwitchingProtocols)
        {
            return new AttemptResult { Response = response };
        }

        Verdict head = Authenticator?.Judge(this, response) ?? RequestAuthenticator.OfStatus((int)response.StatusCode);
        ResponseOrigin origin = new(Provider, Step, receivedAt) { CorrelationHeaders = exchange.CorrelationHeaders };
        ProviderResponse answer = await ProviderResponse.ReadAsync(response, origin, call.MaxBody ?? exchange.MaxBody, _either!.Token).ConfigureAwait(false);
        Verdict verdict = call.Judge?.Invoke(this, answer) ?? (Authenticator is { } authenticator ? authenticator.Judge(this, answer, head) : exchange.Judge?.Invoke(answer) ?? head);
        if (RepeatsAtOnce(verdict, isReplayable: true, answer))
        {
            return new AttemptResult { Answer = answer, RepeatsAtOnce = true };
        }

        TimeSpan? said = Said(answer, RetryAfter.Read(response.Headers, receivedAt));
        return verdict is Verdict.Throttled || (answer.Status == 503 && said is not null)
            ? Throttled(answer, said)
            : OfAnswer(answer, verdict);
    }

    internal override AttemptResult Fail(Exception failure, bool hadResponse, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested && !call.FinishesOnceSent)
        {
            throw new OperationCanceledException(cancellationToken);
        }

        switch (failure)
        {
            case ProviderException { Status: >= 200 and <= 299 } when MayTakeEffect:
                return Lost("the answer is too large to be read");
            case GameAuthException typed:
                return new AttemptResult { Failure = typed };
            case OperationCanceledException when _limit?.IsCancellationRequested == true:
                return Lost($"no answer within {AttemptTimeout.TotalSeconds:0.#} s");
            case not null when !hadResponse && TransportFailure.IsUnsent(failure):
                MayHaveLeft = false;
                return new AttemptResult { Failure = TransportFailure.Unsent(Provider, Step, failure), MayRepeat = true };
            case not null when !hadResponse && TransportFailure.IsUnfit(failure):
                MayHaveLeft = false;
                return new AttemptResult { Failure = TransportFailure.Unfit(Provider, Step, failure) };
            default:
                return Lost(TransportFailure.Name(failure!));
        }
    }

    internal override GameAuthException Unfit(Exception failure) => TransportFailure.Unfit(Provider, Step, failure);

    internal override void EndAttempt(HttpResponseMessage? response)
    {
        base.EndAttempt(response);
        _timer?.Dispose();
        _either?.Dispose();
        _limit?.Dispose();
    }

    public void Dispose()
    {
        Request?.Dispose();
        _timer?.Dispose();
        _either?.Dispose();
        _limit?.Dispose();
    }

    private protected override ulong NewOperation() => _whose?.OperationId(Ids) ?? (call.Operation != 0 ? call.Operation : base.NewOperation());

    private AttemptResult OfAnswer(ProviderResponse answer, Verdict verdict) => answer.Status switch
    {
        >= 300 and <= 399 when !call.TakesRedirect => new AttemptResult
        {
            // As a rule something on the way sends it, such as the page of a hotel's network.
            Failure = answer.Failure(
                "is a redirect, which is never followed; check the network (a proxy, a captive portal) and the base address of this endpoint", isTransient: true),
        },
        502 or 504 when MayTakeEffect => Lost($"status {answer.Status} from a gateway"),
        _ => new AttemptResult { Answer = answer, MayRepeat = call.IsRepeatable && (verdict is Verdict.Transient || answer.Status == 500) },
    };

    private TimeSpan? Said(ProviderResponse answer, TimeSpan? header)
    {
        TimeSpan? body = answer.Status is 429 or 503 && call.RetryAfterInBody?.Invoke(answer) is { } wait ? RetryAfter.Clamp(wait) : null;
        return header > body || body is null ? header : body;
    }

    private AttemptResult Throttled(ProviderResponse answer, TimeSpan? said)
    {
        DateTimeOffset now = exchange.Clock.Local.GetUtcNow();
        DateTimeOffset retryAt = Learnt(answer, said, now) ?? now + (said ?? UnsaidWait);
        return new AttemptResult
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

    /// <summary>When the pacer lets the next one go, after it has learnt all that the answer says; null where the call has no limits.</summary>
    private DateTimeOffset? Learnt(ProviderResponse answer, TimeSpan? said, DateTimeOffset now)
    {
        PaceRequest pace = Pace;
        if (pace.IsNone)
        {
            return null;
        }

        LimitInBody.Teach(Services.Pacer, pace, answer, exchange.LimitInBody);
        foreach (string scope in call.RetryAfterInBody is null || said is null ? [] : pace.Scopes)
        {
            Services.Pacer.Freeze(scope, now + said!.Value);
        }

        DateTimeOffset learnt = Services.Pacer.Estimate(pace);
        DateTimeOffset told = now + (said ?? TimeSpan.Zero);
        return learnt > told ? learnt : told > now ? told : null;
    }

    private AttemptResult Lost(string why) => new() { Failure = TransportFailure.Lost(Provider, Step, MayTakeEffect, why), MayRepeat = call.IsRepeatable };
}
