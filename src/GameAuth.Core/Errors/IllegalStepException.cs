namespace GameAuth;

/// <summary>Refused here, because the provider would punish it; nothing was sent.</summary>
/// <remarks>What to do: mend the call; the message names the rule.</remarks>
public sealed class IllegalStepException : GameAuthException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What went wrong at which step, and the fix; no secret.</param>
    /// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
    public IllegalStepException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.IllegalStep;
}
