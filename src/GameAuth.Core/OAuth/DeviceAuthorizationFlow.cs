using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Providers;

/// <summary>A sign-in by device code (RFC 8628): shows a code, polls in the server's rhythm, and shows a new code when the old one ends.</summary>
/// <remarks>It keeps no state between runs and is safe for use from any thread. Lifetimes are measured on the monotonic clock.</remarks>
public sealed class DeviceAuthorizationFlow
{
    private const string Step = "device code poll";
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Creates the flow.</summary>
    /// <param name="time">The clock of this machine.</param>
    /// <param name="logger">Hears of codes and their ends, never of a code itself; null for none.</param>
    public DeviceAuthorizationFlow(TimeProvider time, ILogger<DeviceAuthorizationFlow>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _logger = logger ?? NullLogger<DeviceAuthorizationFlow>.Instance;
    }

    /// <summary>How many codes are shown, one after the other, before the sign-in gives up. Default 3, at least 1.</summary>
    public int MaxCodes { get; init; } = 3;

    /// <summary>Runs the sign-in.</summary>
    /// <typeparam name="T">What an approval yields.</typeparam>
    /// <param name="account">The account that is being signed in.</param>
    /// <param name="steps">What the provider does.</param>
    /// <param name="prompt">
    /// Shows each code, beside the polling, so that it must not block its thread. It may return early; when it throws, the sign-in ends
    /// with that exception. It is cancelled as soon as its code is over and is not waited for.
    /// </param>
    /// <param name="cancellationToken">Ends the prompt and the polling.</param>
    /// <returns>What the player granted.</returns>
    /// <exception cref="SignInRequiredException">The player said no (<see cref="SignInReason.Declined"/>), or approved none of the codes (<see cref="SignInReason.TimedOut"/>).</exception>
    /// <exception cref="GameAuthException">What the provider's steps throw.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<T> RunAsync<T>(AccountId account, DeviceAuthorizationSteps<T> steps, ISignInPrompt prompt, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(prompt);
        for (int number = 1; ; number++)
        {
            long start = _time.GetTimestamp();
            DeviceAuthorization code = await steps.Begin(cancellationToken).ConfigureAwait(false);
            OAuthLog.CodeShown(_logger, account.Provider, number, code.ExpiresIn);
            DeviceCodeChallenge challenge = new(code.UserCode, code.Page, code.PageWithCode)
            {
                Account = account,
                ExpiresAt = _time.GetUtcNow() + code.ExpiresIn - _time.GetElapsedTime(start),
            };
            using ShownPrompt shown = new(prompt, challenge, _logger, cancellationToken);
            DevicePollResult<T> last = await new DeviceCodePolling<T>(_time, steps, code, start).RunAsync(shown, cancellationToken).ConfigureAwait(false);
            switch (last.Verdict)
            {
                case DevicePollVerdict.Approved when last.Granted is { } granted:
                    shown.Report(SignInPhase.Approved);
                    return granted;
                case DevicePollVerdict.Declined:
                    shown.Report(SignInPhase.Declined);
                    throw Ended(account, SignInReason.Declined, "The player said no.");
                case DevicePollVerdict.Expired when number < MaxCodes:
                    shown.Report(SignInPhase.Renewing);
                    break;
                case DevicePollVerdict.Expired:
                    shown.Report(SignInPhase.Expired);
                    throw Ended(account, SignInReason.TimedOut, $"Nobody approved the code, nor a new one in its place; {number} were shown.");
                default:
                    throw last.Failure ?? new ProviderException(
                        $"{account.Provider}: step '{Step}' ended without a grant and without an error.", null, null, isTransient: false)
                    {
                        Provider = account.Provider,
                        Step = Step,
                    };
            }
        }
    }

    private SignInRequiredException Ended(AccountId account, SignInReason reason, string what)
    {
        OAuthLog.SignInEnded(_logger, account.Provider, reason);
        return new SignInRequiredException($"{account.Provider}: step '{Step}' is over. {what}", reason)
        {
            Provider = account.Provider,
            Step = Step,
        };
    }
}
