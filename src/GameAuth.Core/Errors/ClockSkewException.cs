namespace GameAuth;

/// <summary>The clock of this machine is too far from the provider's.</summary>
/// <remarks>What to do: set the clock.</remarks>
public sealed class ClockSkewException : GameAuthException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What went wrong at which step, and the fix; no secret.</param>
    /// <param name="offset">The provider's time minus the local time.</param>
    /// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
    public ClockSkewException(string message, TimeSpan offset, Exception? inner = null)
        : base(message, inner)
    {
        Offset = offset;
    }

    /// <summary>The provider's time minus the local time.</summary>
    public TimeSpan Offset { get; }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.ClockSkew(Offset);
}
