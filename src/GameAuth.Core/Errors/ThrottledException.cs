namespace GameAuth;

/// <summary>A limit stands in the way.</summary>
/// <remarks>What to do: wait until <see cref="RetryAt"/>.</remarks>
public sealed class ThrottledException : GameAuthException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What went wrong at which step, and the fix; no secret.</param>
    /// <param name="retryAt">When the next try is allowed.</param>
    /// <param name="wasSent">Whether the request reached the provider (its 429), or was held back here before it cost anything.</param>
    /// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
    public ThrottledException(string message, DateTimeOffset retryAt, bool wasSent, Exception? inner = null)
        : base(message, inner)
    {
        RetryAt = retryAt;
        WasSent = wasSent;
    }

    /// <summary>When the next try is allowed.</summary>
    public DateTimeOffset RetryAt { get; }

    /// <summary>Whether the request reached the provider (its 429), or was held back here before it cost anything.</summary>
    public bool WasSent { get; }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.Throttled;
}
