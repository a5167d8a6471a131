namespace GameAuth.Providers;

/// <summary>The polls for one code, in the rhythm of a <see cref="DeviceCodeClock"/>.</summary>
internal sealed class DeviceCodePolling<T>(TimeProvider time, DeviceAuthorizationSteps<T> steps, DeviceAuthorization code, long start)
    where T : class
{
    // The lifetime counts from the request, the first interval from the answer: both the careful way.
    private DeviceCodeClock _clock = DeviceCodeClock.Start(
        time.GetElapsedTime(start), code.ExpiresIn - time.GetElapsedTime(start), code.Interval);

    private TimeSpan Now => time.GetElapsedTime(start);

    /// <summary>Polls until the verdict ends the code.</summary>
    public async Task<DevicePollResult<T>> RunAsync(ShownPrompt shown, CancellationToken cancellationToken)
    {
        SignInPhase phase = SignInPhase.Waiting;
        while (_clock.NextPoll(NotBefore()) is { } next)
        {
            TimeSpan wait = next > Now ? next - Now : TimeSpan.Zero;
            shown.Report(phase, wait);
            await shown.DelayAsync(wait, time, cancellationToken).ConfigureAwait(false);

            // A limiter may have been tightened by somebody else's answer meanwhile.
            if (NotBefore() > Now)
            {
                continue;
            }

            DevicePollResult<T> result = await PollAsync(cancellationToken).ConfigureAwait(false);
            if (result.Verdict is not (DevicePollVerdict.Pending or DevicePollVerdict.SlowDown or DevicePollVerdict.Unreachable))
            {
                return result;
            }

            _clock = _clock.After(result.Verdict, Now, result.RetryAfter);
            phase = result.Verdict == DevicePollVerdict.Pending ? SignInPhase.Waiting : SignInPhase.Slowed;
        }

        return new DevicePollResult<T>(DevicePollVerdict.Expired);
    }

    private TimeSpan NotBefore() => steps.EarliestPoll is { } earliest ? Now + (earliest() - time.GetUtcNow()) : TimeSpan.Zero;

    private async Task<DevicePollResult<T>> PollAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await steps.Poll(code, cancellationToken).ConfigureAwait(false);
        }
        catch (ThrottledException throttled)
        {
            return new DevicePollResult<T>(DevicePollVerdict.Unreachable) { RetryAfter = throttled.RetryAt - time.GetUtcNow() };
        }
        catch (ProviderException failure) when (failure.IsTransient)
        {
            return new DevicePollResult<T>(DevicePollVerdict.Unreachable);
        }
        catch (OutcomeUnknownException)
        {
            return new DevicePollResult<T>(DevicePollVerdict.Unreachable);
        }
    }
}
