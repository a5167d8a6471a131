namespace GameAuth;

/// <summary>The provider answered with a failure, or with something that is no valid answer.</summary>
/// <remarks>What to do: when <see cref="IsTransient"/>, try later, and not before <see cref="RetryAt"/>; otherwise report <see cref="Code"/>.</remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="status">The HTTP status; null where no answer came.</param>
/// <param name="code">The provider's error code; null where the answer had none.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class ProviderException(string message, int? status, string? code, bool isTransient, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; } = status;

    /// <summary>The provider's error code; null where the answer had none.</summary>
    public string? Code { get; } = code;

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>
    /// When the next try is made (UTC). It is set where an earlier try has failed and the next one is held back: nothing was sent this time, and nothing will be until then. Null where a
    /// request has just failed, or nothing is held back.
    /// </summary>
    public DateTimeOffset? RetryAt { get; internal init; }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.Provider(Provider, Code, IsTransient);
}

/// <summary>The request was sent and its answer was lost: it may have taken effect.</summary>
/// <remarks>What to do: ask for the state before you repeat what must not happen twice.</remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class OutcomeUnknownException(string message, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <inheritdoc/>
    public override string UserMessage => UserMessages.OutcomeUnknown;
}

/// <summary>A rate limit does not allow the request now.</summary>
/// <remarks>What to do: wait until <see cref="RetryAt"/>.</remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="retryAt">When the next try is allowed.</param>
/// <param name="wasSent">Whether the request reached the provider (its 429), or was held back here.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class ThrottledException(string message, DateTimeOffset retryAt, bool wasSent, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <summary>When the next try is allowed.</summary>
    public DateTimeOffset RetryAt { get; } = retryAt;

    /// <summary>Whether the request reached the provider (its 429), or was held back here before it counted.</summary>
    public bool WasSent { get; } = wasSent;

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.Throttled;
}
