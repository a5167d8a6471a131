namespace GameAuth.Providers;

/// <summary>One poll for a device code. Immutable.</summary>
/// <typeparam name="T">What an approval yields.</typeparam>
/// <param name="Verdict">What the server said.</param>
public sealed record DevicePollResult<T>(DevicePollVerdict Verdict)
    where T : class
{
    /// <summary>What the player granted; set exactly when the verdict is <see cref="DevicePollVerdict.Approved"/>.</summary>
    public T? Granted { get; init; }

    /// <summary>How long the server wants to be left alone; it can only lengthen the wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the sign-in ends with when the verdict is <see cref="DevicePollVerdict.Failed"/>; or why the server was unreachable, where that is known.</summary>
    public GameAuthException? Failure { get; init; }

    /// <summary>Not what was granted.</summary>
    /// <returns>The verdict.</returns>
    public override string ToString() => Verdict.ToString();
}

/// <summary>The outcome of one poll for a device code.</summary>
public enum DevicePollVerdict
{
    /// <summary>The player has not answered yet (<c>authorization_pending</c>).</summary>
    Pending,

    /// <summary>Fewer polls, please (<c>slow_down</c>): the interval grows by 5 s for good.</summary>
    SlowDown,

    /// <summary>No answer, a server's failure, or throttling: ask again later, with growing gaps.</summary>
    Unreachable,

    /// <summary>The player said yes.</summary>
    Approved,

    /// <summary>The player said no.</summary>
    Declined,

    /// <summary>The code has ended, or the server no longer knows it.</summary>
    Expired,

    /// <summary>The server refuses for another reason, and polling on would not help.</summary>
    Failed,
}

/// <summary>Reads the error codes of RFC 8628 section 3.5, and those that servers use beside them.</summary>
internal static class DevicePollErrors
{
    public static DevicePollResult<T> Judge<T>(OAuthError error, Func<OAuthError, GameAuthException> toException)
            where T : class
    {
        DevicePollVerdict verdict = Judge(error.Code, error.Status);
        return new DevicePollResult<T>(verdict) { Failure = verdict == DevicePollVerdict.Failed ? toException(error) : null };
    }

    // The code counts more than the status: servers send pending with 200, 202, 400, 401 and 428. Only a service that fails says nothing about the code.
    internal static DevicePollVerdict Judge(string code, int status) => code switch
    {
        _ when status >= 500 => DevicePollVerdict.Unreachable,
        "authorization_pending" => DevicePollVerdict.Pending,
        "slow_down" => DevicePollVerdict.SlowDown,
        "access_denied" or "authorization_declined" => DevicePollVerdict.Declined,
        "expired_token" or "code_expired" => DevicePollVerdict.Expired,
        "temporarily_unavailable" or "server_error" => DevicePollVerdict.Unreachable,
        _ => DevicePollVerdict.Failed,
    };
}
