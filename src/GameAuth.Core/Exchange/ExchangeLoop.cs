using System.Runtime.ExceptionServices;

namespace GameAuth.Providers;

/// <summary>
/// The one way to the wire. An attempt: audience, permit, build and stamp, authenticate, send, learn, judge. Then once more, or out. A request with a cached token and a free permit
/// comes to its send without a wait.
/// </summary>
internal static class ExchangeLoop
{
    /// <summary>Sends an application's request. An answer that comes at once and is good goes through without a state machine.</summary>
    public static Task<HttpResponseMessage> SendAsync(ClientAttempts operation, CancellationToken cancellationToken)
    {
        ValueTask<Task<HttpResponseMessage>> beginning = BeginAsync(operation, cancellationToken);
        if (!beginning.IsCompletedSuccessfully)
        {
            return FinishAsync(operation, beginning, cancellationToken);
        }

        Task<HttpResponseMessage> sending = beginning.Result;
        if (!sending.IsCompletedSuccessfully || operation.Learn(sending.Result) is not Verdict.Done)
        {
            return FinishAsync(operation, new(sending), cancellationToken);
        }

        operation.EndAttempt(response: null);
        operation.RemoveCredentials();
        return sending;
    }

    /// <summary>Runs an operation to its end, and throws what no repetition has mended.</summary>
    public static Task<AttemptResult> RunAsync(AttemptContext operation, CancellationToken cancellationToken) =>
        RunAsync(operation, BeginAsync(operation, cancellationToken), cancellationToken);

    private static async Task<HttpResponseMessage> FinishAsync(
        ClientAttempts operation, ValueTask<Task<HttpResponseMessage>> beginning, CancellationToken cancellationToken) =>
        (await RunAsync(operation, beginning, cancellationToken).ConfigureAwait(false)).Response!;

    private static async Task<AttemptResult> RunAsync(AttemptContext operation, ValueTask<Task<HttpResponseMessage>> beginning, CancellationToken cancellationToken)
    {
        try
        {
            AttemptResult result = await AttemptAsync(operation, beginning, cancellationToken).ConfigureAwait(false);
            if (result.MayRepeat && operation.MaxRetries > 0)
            {
                result = await Repetition.RunAsync(
                    operation, result, () => AttemptAsync(operation, BeginAsync(operation, cancellationToken), cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            if (result.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            return result;
        }
        finally
        {
            operation.RemoveCredentials();
        }
    }

    /// <summary>An attempt; where its token or its proof was refused, one more at once with another.</summary>
    private static async Task<AttemptResult> AttemptAsync(AttemptContext operation, ValueTask<Task<HttpResponseMessage>> beginning, CancellationToken cancellationToken)
    {
        AttemptResult result = await EndAsync(operation, beginning, cancellationToken).ConfigureAwait(false);
        while (result.RepeatsAtOnce)
        {
            result = await EndAsync(operation, BeginAsync(operation, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>From the audience check to the send. No state machine where all is at hand.</summary>
    private static ValueTask<Task<HttpResponseMessage>> BeginAsync(AttemptContext operation, CancellationToken cancellationToken)
    {
        operation.Begin();
        ValueTask preparing;
        try
        {
            preparing = PrepareAsync(operation, cancellationToken);
        }
        catch (Exception failure)
        {
            preparing = ValueTask.FromException(failure);
        }

        return preparing.IsCompletedSuccessfully ? new(operation.SendAsync(cancellationToken)) : FinishBeginningAsync(operation, preparing, cancellationToken);
    }

    private static async ValueTask<Task<HttpResponseMessage>> FinishBeginningAsync(AttemptContext operation, ValueTask preparing, CancellationToken cancellationToken)
    {
        try
        {
            await preparing.ConfigureAwait(false);
        }
        catch
        {
            operation.EndAttempt(response: null);
            throw;
        }

        return operation.SendAsync(cancellationToken);
    }

    /// <summary>Audience, permit, ids and token of a request.</summary>
    private static ValueTask PrepareAsync(AttemptContext operation, CancellationToken cancellationToken)
    {
        if (!operation.IsBuilt)
        {
            return BuildAndPrepareAsync(operation, cancellationToken);
        }

        operation.Authenticator?.CheckAudience(operation.Provider, operation.Request!.RequestUri);
        PaceRequest pace = operation.Pace;
        if (pace.IsNone)
        {
            return AuthenticateAsync(operation, cancellationToken);
        }

        ValueTask<IPacePermit> waiting = operation.Services.Pacer.AcquireAsync(pace, cancellationToken);
        if (!waiting.IsCompletedSuccessfully)
        {
            return FinishPreparingAsync(operation, waiting, cancellationToken);
        }

        operation.Permit = waiting.Result;
        return AuthenticateAsync(operation, cancellationToken);
    }

    private static async ValueTask FinishPreparingAsync(AttemptContext operation, ValueTask<IPacePermit> waiting, CancellationToken cancellationToken)
    {
        operation.Permit = await waiting.ConfigureAwait(false);
        await AuthenticateAsync(operation, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask BuildAndPrepareAsync(AttemptContext operation, CancellationToken cancellationToken)
    {
        PaceRequest known = operation.KnownPace;
        if (!known.IsNone)
        {
            operation.Permit = await operation.Services.Pacer.AcquireAsync(known, cancellationToken).ConfigureAwait(false);
        }

        await BuildAnewAsync(operation, cancellationToken).ConfigureAwait(false);
        if (known.IsNone && operation.Pace is { IsNone: false } pace)
        {
            // The limits follow from the request, so it comes first.
            operation.Permit = await operation.Services.Pacer.AcquireAsync(pace, cancellationToken).ConfigureAwait(false);
        }

        await AuthenticateAsync(operation, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask BuildAnewAsync(AttemptContext operation, CancellationToken cancellationToken)
    {
        try
        {
            await operation.BuildAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (TransportFailure.IsUnfit(failure))
        {
            throw TransportFailure.Unfit(operation.Provider, operation.Step, failure);
        }

        operation.Authenticator?.CheckAudience(operation.Provider, operation.Request!.RequestUri);
    }

    /// <summary>Not a state machine of its own either, where ids and token are at hand.</summary>
    private static ValueTask AuthenticateAsync(AttemptContext operation, CancellationToken cancellationToken)
    {
        if (operation.Authenticator is not { } authenticator)
        {
            return ValueTask.CompletedTask;
        }

        try
        {
            ValueTask stamping = authenticator.StampAsync(operation, operation.Request!, cancellationToken);
            if (!stamping.IsCompletedSuccessfully)
            {
                return FinishAuthenticatingAsync(operation, authenticator, stamping, default, cancellationToken);
            }

            ValueTask<TokenUse> authenticating = authenticator.AuthenticateAsync(operation, operation.Request!, cancellationToken);
            if (!authenticating.IsCompletedSuccessfully)
            {
                return FinishAuthenticatingAsync(operation, authenticator, null, authenticating, cancellationToken);
            }

            operation.Use = authenticating.Result;
            return ValueTask.CompletedTask;
        }
        catch (Exception failure) when (TransportFailure.IsUnfit(failure))
        {
            throw operation.Unfit(failure);
        }
    }

    private static async ValueTask FinishAuthenticatingAsync(
        AttemptContext operation, RequestAuthenticator authenticator, ValueTask? stamping, ValueTask<TokenUse> authenticating, CancellationToken cancellationToken)
    {
        try
        {
            if (stamping is { } ids)
            {
                await ids.ConfigureAwait(false);
                authenticating = authenticator.AuthenticateAsync(operation, operation.Request!, cancellationToken);
            }

            operation.Use = await authenticating.ConfigureAwait(false);
        }
        catch (Exception failure) when (TransportFailure.IsUnfit(failure))
        {
            throw operation.Unfit(failure);
        }
    }

    private static async ValueTask<AttemptResult> EndAsync(AttemptContext operation, ValueTask<Task<HttpResponseMessage>> beginning, CancellationToken cancellationToken)
    {
        Task<HttpResponseMessage> sending = await beginning.ConfigureAwait(false);
        HttpResponseMessage? response = null;
        AttemptResult? result = null;
        try
        {
            response = await sending.ConfigureAwait(false);
            result = await operation.JudgeAsync(response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            result = operation.Fail(failure, response is not null, cancellationToken);
        }
        finally
        {
            operation.EndAttempt(response);
            if (result?.Response is null || result.RepeatsAtOnce)
            {
                response?.Dispose();
            }
        }

        return result;
    }
}
