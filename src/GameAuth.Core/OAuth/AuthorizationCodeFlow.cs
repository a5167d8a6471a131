using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Providers;

/// <summary>A sign-in by authorization code in the system browser (RFC 6749 section 4.1, RFC 7636, RFC 8252, RFC 9207).</summary>
/// <remarks>
/// The redirect is caught on a literal loopback address, or pasted by the player; whichever comes first with the right state counts, and
/// anything else never ends the wait. It keeps no state between runs and is safe for use from any thread.
/// </remarks>
public sealed class AuthorizationCodeFlow
{
    internal const string Step = "authorization";
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Creates the flow.</summary>
    /// <param name="time">The clock of this machine.</param>
    /// <param name="logger">Hears of answers that belong to no sign-in, never of an address with its query; null for none.</param>
    public AuthorizationCodeFlow(TimeProvider time, ILogger<AuthorizationCodeFlow>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _logger = logger ?? NullLogger<AuthorizationCodeFlow>.Instance;
    }

    /// <summary>Runs the sign-in.</summary>
    /// <typeparam name="T">What the exchange yields.</typeparam>
    /// <param name="account">The account that is being signed in.</param>
    /// <param name="settings">How the provider does it.</param>
    /// <param name="prompt">Opens the page, and may return the redirect's whole address as the player pasted it. It must not block its thread; when it throws, the sign-in ends with that exception.</param>
    /// <param name="redeem">Exchanges the code once: <see cref="TokenEndpoint.RedeemAsync"/> or a dialect of the provider's.</param>
    /// <param name="cancellationToken">Ends the prompt and the wait.</param>
    /// <returns>What the exchange yielded.</returns>
    /// <exception cref="SignInRequiredException">The player said no (<see cref="SignInReason.Declined"/>), or did not come back in time (<see cref="SignInReason.TimedOut"/>).</exception>
    /// <exception cref="ProviderException">
    /// The redirect holds another error, names another issuer, or what was pasted is not the redirect and nothing is listening for it; or the server handed out a page that is not https.
    /// </exception>
    /// <exception cref="GameAuthConfigurationException">The loopback port can not be opened, or the client is not registered for this.</exception>
    /// <exception cref="GameAuthException">As <see cref="AuthorizationCodeSettings.Begin"/> and <paramref name="redeem"/> throw.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<T> RunAsync<T>(
        AccountId account,
        AuthorizationCodeSettings settings,
        ISignInPrompt prompt,
        Func<AuthorizationCode, CancellationToken, Task<T>> redeem,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(redeem);
        AuthorizationCode code = await AskAsync(account, settings, prompt, cancellationToken).ConfigureAwait(false);
        return await redeem(code, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AuthorizationCode> AskAsync(
        AccountId account, AuthorizationCodeSettings settings, ISignInPrompt prompt, CancellationToken cancellationToken)
    {
        using LoopbackListener? listener = settings.Redirect is null ? LoopbackListener.Start(settings, _time, _logger) : null;
        AuthorizationAttempt attempt = new(settings, listener?.Redirect ?? settings.Redirect!);
        RedirectChallenge challenge = new(await PageAsync(settings, attempt, cancellationToken).ConfigureAwait(false), attempt.Landing)
        {
            Account = account,
            ExpiresAt = _time.GetUtcNow() + settings.Timeout,
            IsCaught = listener is not null,
        };
        using PromptSession shown = new(prompt, challenge, _logger, cancellationToken);
        shown.Report(SignInPhase.Waiting);
        AuthorizationResult answer = await new AuthorizationWait(settings, attempt, listener, shown, _time, _logger)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Code is { } code)
        {
            shown.Report(SignInPhase.Approved);
            return new AuthorizationCode(code, attempt.Redirect.OriginalString, attempt.Pkce?.Verifier);
        }

        if (answer.Failure is SignInRequiredException { Reason: var reason })
        {
            shown.Report(reason == SignInReason.TimedOut ? SignInPhase.Expired : SignInPhase.Declined);
            OAuthLog.SignInEnded(_logger, settings.Provider, reason);
        }

        throw answer.Failure!;
    }

    private static async Task<Uri> PageAsync(AuthorizationCodeSettings settings, AuthorizationAttempt attempt, CancellationToken cancellationToken)
    {
        if (settings.Begin is not { } begin)
        {
            return attempt.ToAddress();
        }

        Uri page = await begin(attempt.ToRequest(), cancellationToken).ConfigureAwait(false);
        return page.IsAbsoluteUri && page.UserInfo.Length == 0 && (page.Scheme == Uri.UriSchemeHttps || (page.Scheme == Uri.UriSchemeHttp && page.IsLoopback))
            ? page
            : throw new ProviderException(
                $"{settings.Provider}: the page that was handed out for step '{Step}' is not at an https address; it was not opened.", null, null, isTransient: false)
            { Provider = settings.Provider, Step = Step };
    }
}

/// <summary>Waits for the redirect, caught or pasted. The first one that belongs to this attempt ends the wait.</summary>
internal sealed class AuthorizationWait(
    AuthorizationCodeSettings settings, AuthorizationAttempt attempt, LoopbackListener? listener, PromptSession shown, TimeProvider time, ILogger logger)
{
    public async Task<AuthorizationResult> RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(settings.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        Task<AuthorizationResult> caught = listener?.WaitAsync(attempt, either.Token) ?? NeverAsync(either.Token);
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
    private async Task<AuthorizationResult?> ReadAnswerAsync(CancellationToken cancellationToken)
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
        return listener is not null ? null : new AuthorizationResult(null, new ProviderException(
            $"{settings.Provider}: what was pasted at step '{AuthorizationCodeFlow.Step}' is not the redirect of this sign-in. Paste the whole address that the browser "
            + "ended at, from the page that was opened last.", null, null, isTransient: false)
        {
            Provider = settings.Provider,
            Step = AuthorizationCodeFlow.Step,
        });
    }

    private async Task<AuthorizationResult> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }

    private AuthorizationResult Ended(SignInReason reason, string what) => new(
        null,
        new SignInRequiredException($"{settings.Provider}: step '{AuthorizationCodeFlow.Step}' is over. {what}", reason) { Provider = settings.Provider, Step = AuthorizationCodeFlow.Step });
}
