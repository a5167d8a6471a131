namespace GameAuth.Providers;

/// <summary>
/// A device authorization as it is between two polls: for a sign-in that is begun in one process and gone on with in another, one code and no other in its place. <see cref="DeviceAuthorizationFlow"/>
/// is for a sign-in that one process waits for. Immutable; the device code prints redacted.
/// </summary>
/// <remarks>It is made of plain members, so that a provider can write it into a sealed row; the device code is a secret. Its times are by the wall clock, since another machine may read them.</remarks>
public sealed record DeviceAuthorizationState
{
    /// <summary>The codes, as the provider gave them out.</summary>
    public required DeviceAuthorization Code { get; init; }

    /// <summary>When both codes end (UTC).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the last poll was over; at first, when the code arrived (UTC).</summary>
    public required DateTimeOffset LastPollAt { get; init; }

    /// <summary>The least time between two polls now: each <c>slow_down</c> has added 5 s (RFC 8628 section 3.5).</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How many polls in a row got no answer.</summary>
    public int Misses { get; init; }

    /// <summary>How long the server asked to be left alone, counted from <see cref="LastPollAt"/>.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>The earliest time of the next poll.</summary>
    /// <returns>A time that may be behind the end of the code.</returns>
    public DateTimeOffset NextPollAt() => LastPollAt + Schedule(LastPollAt).LeastWait;

    /// <summary>Begins with a code that has just come.</summary>
    /// <param name="code">The code.</param>
    /// <param name="askedAt">When it was asked for: its life counts from then.</param>
    /// <param name="now">When it came: the first interval counts from then.</param>
    /// <returns>The state before the first poll.</returns>
    public static DeviceAuthorizationState Start(DeviceAuthorization code, DateTimeOffset askedAt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(code);
        return new DeviceAuthorizationState { Code = code, ExpiresAt = askedAt + code.ExpiresIn, LastPollAt = now, Interval = code.Interval };
    }

    /// <summary>Polls once. What <see cref="DeviceAuthorizationFlow"/> takes for a server that was not reached is a verdict here too.</summary>
    /// <typeparam name="T">What an approval yields.</typeparam>
    /// <param name="poll">Asks once whether the code was approved: <see cref="TokenEndpoint.PollAsync"/> or a dialect.</param>
    /// <param name="time">The clock of this machine.</param>
    /// <param name="cancellationToken">Ends the poll.</param>
    /// <returns>What the server said, and the state from now on.</returns>
    /// <exception cref="GameAuthException">What <paramref name="poll"/> throws, but for a throttled, a transient and a lost one.</exception>
    public async Task<(DevicePollResult<T> Result, DeviceAuthorizationState Next)> PollAsync<T>(
        Func<DeviceAuthorization, CancellationToken, Task<DevicePollResult<T>>> poll, TimeProvider time, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(poll);
        ArgumentNullException.ThrowIfNull(time);
        DevicePollResult<T> result = await DevicePoll.RunAsync(poll, Code, time, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = time.GetUtcNow();
        DevicePollSchedule after = Schedule(now).After(result.Verdict, TimeSpan.Zero, result.RetryAfter);
        return (result, this with { LastPollAt = now, Interval = after.Interval, Misses = after.Misses, RetryAfter = after.RetryAfter });
    }

    /// <summary>Not the device code.</summary>
    /// <returns>The end of the code.</returns>
    public override string ToString() => $"device code until {ExpiresAt:O}";

    private DevicePollSchedule Schedule(DateTimeOffset zero) => new()
    {
        Interval = Interval, Misses = Misses, RetryAfter = RetryAfter, LastPoll = TimeSpan.Zero, Deadline = ExpiresAt - zero,
    };
}

/// <summary>One poll, with what counts as a server that was not reached.</summary>
internal static class DevicePoll
{
    public static async Task<DevicePollResult<T>> RunAsync<T>(
        Func<DeviceAuthorization, CancellationToken, Task<DevicePollResult<T>>> poll, DeviceAuthorization code, TimeProvider time, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await poll(code, cancellationToken).ConfigureAwait(false);
        }
        catch (ThrottledException throttled)
        {
            return new DevicePollResult<T>(DevicePollVerdict.Unreachable) { RetryAfter = throttled.RetryAt - time.GetUtcNow(), Failure = throttled };
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
