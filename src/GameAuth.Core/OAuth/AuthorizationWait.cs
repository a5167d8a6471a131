using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>The wait for the redirect, caught or pasted: the first one of this attempt ends it.</summary>
internal sealed class AuthorizationWait(
    AuthorizationCodeSettings settings, AuthorizationAttempt attempt, LoopbackListener? listener, ShownPrompt shown, TimeProvider time, ILogger logger)
{
    private const string Step = "authorization";

    public async Task<AuthorizationAnswer> RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(settings.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        Task<AuthorizationAnswer> caught = listener?.WaitAsync(attempt, either.Token) ?? NeverAsync(either.Token);
        try
        {
            return await Task.WhenAny(caught, shown.Answer).ConfigureAwait(false) == shown.Answer
                && await ReadAnswerAsync(cancellationToken).ConfigureAwait(false) is { } pasted
                ? pasted
                : await caught.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Ended(SignInReason.TimedOut, "The player did not come back in time.");
        }
        finally
        {
            await either.CancelAsync().ConfigureAwait(false);
            await ((Task)caught).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Null where the listener is still to be waited for.</summary>
    private async Task<AuthorizationAnswer?> ReadAnswerAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Secret? pasted = await shown.Answer.ConfigureAwait(false);
        if (pasted is null)
        {
            return listener is null ? Ended(SignInReason.Declined, "The player gave no address.") : null;
        }

        if (attempt.ReadPasted(pasted) is { } answer)
        {
            return answer;
        }

        OAuthLog.ForeignAnswer(logger, settings.Provider);
        return listener is not null ? null : new AuthorizationAnswer(null, new ProviderException(
            $"{settings.Provider}: what was pasted at step '{Step}' is not the redirect of this sign-in. Paste the whole address that the browser "
            + "ended at, from the page that was opened last.", null, null, isTransient: false)
        {
            Provider = settings.Provider,
            Step = Step,
        });
    }

    private async Task<AuthorizationAnswer> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }

    private AuthorizationAnswer Ended(SignInReason reason, string what) => new(
        null,
        new SignInRequiredException($"{settings.Provider}: step '{Step}' is over. {what}", reason) { Provider = settings.Provider, Step = Step });
}
