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

    /// <summary>What the sign-in ends with when the verdict is <see cref="DevicePollVerdict.Failed"/>.</summary>
    public GameAuthException? Failure { get; init; }

    /// <summary>Not what was granted.</summary>
    /// <returns>The verdict.</returns>
    public override string ToString() => Verdict.ToString();
}
