namespace GameAuth;

/// <summary>The account has no usable grant any more: the player has to sign in.</summary>
/// <remarks>What to do: call <c>SignInAsync</c>.</remarks>
public sealed class SignInRequiredException : GameAuthException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What went wrong at which step, and the fix; no secret.</param>
    /// <param name="reason">Why.</param>
    /// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
    public SignInRequiredException(string message, SignInReason reason, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
    }

    /// <summary>Why.</summary>
    public SignInReason Reason { get; }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.SignInRequired(Reason);
}
