using Polly;

namespace GameAuth.Providers;

/// <summary>
/// The way of an authenticated request, as a loop: audience check, permit, ids, token and signature, send, learn, judge. A request that
/// has a cached token, needs no permit and is answered well goes through without a lock, an async state machine or an allocation of its own.
/// </summary>
internal sealed class AttemptHandler(RequestAuthenticator scheme, AttemptServices services, IRequestAccount accounts) : DelegatingHandler
{
    public static readonly ResiliencePropertyKey<bool> IsTransientKey = new("gameauth.transient");

    private readonly AttemptAuthorization _authorization = new(scheme, services.Ids);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!accounts.IsBound && services.Bound.Contains(request))
        {
            // A bound client stands in front of this pipeline and has done it all.
            return base.SendAsync(request, cancellationToken);
        }

        if (accounts.Known(request) is not { } account)
        {
            return FindAndSendAsync(request, cancellationToken);
        }

        CheckAudience(request, account);
        if (!scheme.Pace(request, account).IsNone)
        {
            return LoopAsync(request, account, cancellationToken);
        }

        ValueTask<TokenUse> authorizing = _authorization.Put(request, account, cancellationToken);
        if (!authorizing.IsCompletedSuccessfully)
        {
            return AuthorizeAndGoOnAsync(authorizing, request, account, cancellationToken);
        }

        TokenUse use = authorizing.Result;
        Task<HttpResponseMessage> sending = SendOnceAsync(request, cancellationToken);
        return sending.IsCompletedSuccessfully && scheme.Judge(sending.Result) is Verdict.Done
            ? sending
            : GoOnAsync(sending, use, request, account, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("An authenticated client may have to mint a token, which is asynchronous: call SendAsync.");

    private async Task<HttpResponseMessage> FindAndSendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Account account = await accounts.FindAsync(request, cancellationToken).ConfigureAwait(false);
        CheckAudience(request, account);
        return await LoopAsync(request, account, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> AuthorizeAndGoOnAsync(
        ValueTask<TokenUse> authorizing, HttpRequestMessage request, Account account, CancellationToken cancellationToken)
    {
        TokenUse use = await authorizing.ConfigureAwait(false);
        return await GoOnAsync(SendOnceAsync(request, cancellationToken), use, request, account, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> LoopAsync(HttpRequestMessage request, Account account, CancellationToken cancellationToken)
    {
        AttemptRun run = new(request, account);
        Outcome<HttpResponseMessage> outcome = await AttemptAsync(run, cancellationToken).ConfigureAwait(false);
        return await FinishAsync(run, outcome, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> GoOnAsync(
        Task<HttpResponseMessage> sending, TokenUse use, HttpRequestMessage request, Account account, CancellationToken cancellationToken)
    {
        AttemptRun run = new(request, account);
        Outcome<HttpResponseMessage> outcome = await JudgeAsync(run, sending, use, permit: null, cancellationToken).ConfigureAwait(false)
            ?? await AttemptAsync(run, cancellationToken).ConfigureAwait(false);
        return await FinishAsync(run, outcome, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hands the answer out, or repeats what is safe to repeat after a transient failure.</summary>
    private async Task<HttpResponseMessage> FinishAsync(AttemptRun run, Outcome<HttpResponseMessage> outcome, CancellationToken cancellationToken)
    {
        if (run.IsTransient && services.Options.SafeRetries > 0 && SafeRepetition.IsSafe(run.Request) && !SafeRepetition.IsUpgrade(run.Request))
        {
            run.First = outcome;
            ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
            try
            {
                outcome = await services.Repetition.ExecuteOutcomeAsync(
                    static async (context, state) =>
                    {
                        // Polly's first execution is the failure that brought us here; only the following ones go on the wire.
                        Outcome<HttpResponseMessage> result = state.run.TakeFirst()
                            ?? await state.handler.AttemptAsync(state.run, context.CancellationToken).ConfigureAwait(false);
                        context.Properties.Set(IsTransientKey, state.run.IsTransient);
                        return result;
                    },
                    context,
                    (handler: this, run)).ConfigureAwait(false);
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
            }
        }

        outcome.ThrowIfException();
        return outcome.Result!;
    }

    /// <summary>An attempt; where its token was refused, one more with another.</summary>
    private async ValueTask<Outcome<HttpResponseMessage>> AttemptAsync(AttemptRun run, CancellationToken cancellationToken)
    {
        try
        {
            Outcome<HttpResponseMessage>? outcome = null;
            while (outcome is null)
            {
                outcome = await AttemptOnceAsync(run, cancellationToken).ConfigureAwait(false);
            }

            return outcome.Value;
        }
        catch (Exception error)
        {
            run.IsTransient = false;
            return Outcome.FromException<HttpResponseMessage>(error);
        }
    }

    /// <summary>One attempt with its own permit, ids, token and signature; null when it is to be made again. The permit ends with it.</summary>
    private async ValueTask<Outcome<HttpResponseMessage>?> AttemptOnceAsync(AttemptRun run, CancellationToken cancellationToken)
    {
        PaceRequest pace = scheme.Pace(run.Request, run.Account);
        using IPacePermit? permit = pace.IsNone ? null : await services.Pacer.AcquireAsync(pace, cancellationToken).ConfigureAwait(false);
        TokenUse use;
        try
        {
            use = await _authorization.Put(run.Request, run.Account, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            permit?.GiveBack();
            throw;
        }

        return await JudgeAsync(run, SendOnceAsync(run.Request, cancellationToken), use, permit, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<HttpResponseMessage>?> JudgeAsync(
        AttemptRun run, Task<HttpResponseMessage> sending, TokenUse use, IPacePermit? permit, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await sending.ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is HttpRequestException or TimeoutException)
        {
            run.IsTransient = true;
            return Outcome.FromException<HttpResponseMessage>(error);
        }

        permit?.Learn(response);
        Verdict verdict = scheme.Judge(response);
        if (verdict is Verdict.Throttled && permit is not null && scheme.LimitInBody is { } read)
        {
            PaceRequest pace = scheme.Pace(run.Request, run.Account);
            WireOrigin origin = new(run.Account.Id.Provider, "limit", services.Time.GetUtcNow());
            await ThrottledBody.TeachAsync(services.Pacer, pace, response, origin, read, services.Time, cancellationToken).ConfigureAwait(false);
        }

        run.IsTransient = verdict is Verdict.Transient;
        bool again = verdict switch
        {
            Verdict.TokenRefused => run.MayReplayForToken() && run.Account.Refuse(use),
            Verdict.RetryWithNewProof => run.MayReplayForClock(),
            _ => false,
        };
        if (!again)
        {
            return Outcome.FromResult(response);
        }

        response.Dispose();
        return null;
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        CancellationTokenSource limit = services.Limits.Rent();
        CancellationTokenRegistration linked = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit);
        if (accounts.IsBound)
        {
            services.Bound.Enter(request);
        }

        Task<HttpResponseMessage> sending;
        try
        {
            sending = base.SendAsync(request, limit.Token);
        }
        catch (Exception error)
        {
            // A handler of the application's own may throw before its first await.
            sending = Task.FromException<HttpResponseMessage>(error);
        }

        if (!sending.IsCompletedSuccessfully)
        {
            return AwaitWithinLimitAsync(sending, request, limit, linked, cancellationToken);
        }

        services.Bound.Exit(request);
        linked.Dispose();
        services.Limits.Return(limit);
        return sending;
    }

    private async Task<HttpResponseMessage> AwaitWithinLimitAsync(
        Task<HttpResponseMessage> sending, HttpRequestMessage request, CancellationTokenSource limit, CancellationTokenRegistration linked, CancellationToken cancellationToken)
    {
        try
        {
            using ITimer timer = services.Limits.Start(limit);
            return await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && limit.IsCancellationRequested)
        {
            throw new TimeoutException($"The request had no answer within {services.Limits.Limit.TotalSeconds:0} s (AttemptOptions.AttemptTimeout).");
        }
        finally
        {
            services.Bound.Exit(request);

            // Not pooled: what is still reading the body may hold on to it.
            await linked.DisposeAsync().ConfigureAwait(false);
            limit.Dispose();
        }
    }

    private void CheckAudience(HttpRequestMessage request, Account account)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } target || !scheme.IsAudience(target))
        {
            throw new IllegalStepException(
                $"The token of {account.Id.Provider} does not go to {request.RequestUri?.GetLeftPart(UriPartial.Authority)}: "
                + "it is not a host of its audience. Use a client without this account for it; nothing was sent.")
            { Provider = account.Id.Provider, Step = "audience" };
        }
    }
}
