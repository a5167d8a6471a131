namespace GameAuth;

/// <summary>The request was sent and its answer was lost: it may have taken effect.</summary>
/// <remarks>What to do: ask for the state before repeating what must not happen twice.</remarks>
public sealed class OutcomeUnknownException : GameAuthException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What went wrong at which step, and the fix; no secret.</param>
    /// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
    public OutcomeUnknownException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.OutcomeUnknown;
}
