using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Providers;

/// <summary>A sign-in by device code (RFC 8628): shows a code, polls as often as the server allows, and shows a new code when the old one ends.</summary>
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
    /// <exception cref="ThrottledException">The server, or a limit, allows the next poll only after longer than a code lives.</exception>
    /// <exception cref="GameAuthException">What the provider's steps throw.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<T> RunAsync<T>(AccountId account, DeviceAuthorizationSteps<T> steps, ISignInPrompt prompt, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(prompt);
        TimeSpan rest = TimeSpan.Zero;
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
            using PromptSession shown = new(prompt, challenge, _logger, cancellationToken);
            DevicePollResult<T> last = await new DevicePollLoop<T>(_time, steps, code, start, rest).RunAsync(shown, cancellationToken).ConfigureAwait(false);
            rest = last.RetryAfter ?? TimeSpan.Zero;
            switch (last.Verdict)
            {
                case DevicePollVerdict.Approved when last.Granted is { } granted:
                    shown.Report(SignInPhase.Approved);
                    return granted;
                case DevicePollVerdict.Declined:
                    shown.Report(SignInPhase.Declined);
                    throw Ended(account, SignInReason.Declined, "The player said no.");
                case DevicePollVerdict.Expired when rest >= code.ExpiresIn:
                    // The next code would end before the first poll too.
                    shown.Report(SignInPhase.Expired);
                    throw Throttled(account, last.Failure, rest);
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

    private ThrottledException Throttled(AccountId account, GameAuthException? said, TimeSpan rest)
    {
        DateTimeOffset retryAt = _time.GetUtcNow() + rest;
        return new ThrottledException(
            $"{account.Provider}: step '{Step}' is held back for longer than a code lives; start the sign-in again from {retryAt:O} on.", retryAt, said is ThrottledException { WasSent: true })
        {
            Provider = account.Provider,
            Step = Step,
            CorrelationId = said?.CorrelationId,
        };
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

/// <summary>What a provider does in a device code sign-in; <see cref="DeviceAuthorizationFlow"/> does the rest. Immutable.</summary>
/// <typeparam name="T">What an approval yields.</typeparam>
/// <param name="Begin">Asks for a code: <see cref="DeviceAuthorizationEndpoint.BeginAsync"/> or a dialect of the provider's.</param>
/// <param name="Poll">
/// Asks once whether it was approved: <see cref="TokenEndpoint.PollAsync"/> or a dialect. A transient <see cref="ProviderException"/>, a
/// <see cref="ThrottledException"/> and an <see cref="OutcomeUnknownException"/> count as unreachable; any other exception ends the sign-in.
/// </param>
public sealed record DeviceAuthorizationSteps<T>(
    Func<CancellationToken, Task<DeviceAuthorization>> Begin,
    Func<DeviceAuthorization, CancellationToken, Task<DevicePollResult<T>>> Poll)
    where T : class
{
    /// <summary>The earliest time that the pacer lets a poll through, such as <see cref="IRequestPacer.Estimate"/>. Null for no limit.</summary>
    public Func<DateTimeOffset>? EarliestPoll { get; init; }
}

/// <summary>Polls for one code at the times of a <see cref="DevicePollSchedule"/>.</summary>
internal sealed class DevicePollLoop<T>(TimeProvider time, DeviceAuthorizationSteps<T> steps, DeviceAuthorization code, long start, TimeSpan rest)
    where T : class
{
    // The lifetime counts from the request, the first interval from the answer: both the careful way.
    private DevicePollSchedule _schedule = DevicePollSchedule.Start(
        time.GetElapsedTime(start), code.ExpiresIn - time.GetElapsedTime(start), code.Interval, rest);

    private GameAuthException? _lastFailure;

    private TimeSpan Now => time.GetElapsedTime(start);

    /// <summary>Polls until the verdict ends the code.</summary>
    public async Task<DevicePollResult<T>> RunAsync(PromptSession shown, CancellationToken cancellationToken)
    {
        SignInPhase phase = SignInPhase.Waiting;
        while (_schedule.NextPoll(NotBefore()) is { } next)
        {
            TimeSpan wait = next > Now ? next - Now : TimeSpan.Zero;
            shown.Report(phase, wait);
            await shown.DelayAsync(wait, time, cancellationToken).ConfigureAwait(false);

            // A limiter may have been tightened by somebody else's answer meanwhile.
            if (NotBefore() > Now)
            {
                continue;
            }

            DevicePollResult<T> result = await DevicePoll.RunAsync(steps.Poll, code, time, cancellationToken).ConfigureAwait(false);
            if (result.Verdict is not (DevicePollVerdict.Pending or DevicePollVerdict.SlowDown or DevicePollVerdict.Unreachable))
            {
                return result;
            }

            _lastFailure = result.Failure;
            _schedule = _schedule.After(result.Verdict, Now, result.RetryAfter);
            phase = result.Verdict == DevicePollVerdict.Pending ? SignInPhase.Waiting : SignInPhase.Slowed;
        }

        // Whoever asks for another code has to know for how long it could not be polled for.
        TimeSpan allowed = NotBefore() is { } limit && limit > _schedule.LastPoll + _schedule.RetryAfter ? limit : _schedule.LastPoll + _schedule.RetryAfter;
        return new DevicePollResult<T>(DevicePollVerdict.Expired) { RetryAfter = allowed > Now ? allowed - Now : null, Failure = _lastFailure };
    }

    private TimeSpan NotBefore() => steps.EarliestPoll is { } earliest ? Now + (earliest() - time.GetUtcNow()) : TimeSpan.Zero;
}
