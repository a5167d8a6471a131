namespace GameAuth;

/// <summary>The store was copied from another machine, and the accounts of this provider are held back there, since both copies would use up each other's sign-ins.</summary>
/// <remarks>
/// What to do: ask the player. <c>KeepCopiedProfileAsync</c> uses what is stored on this machine too; <c>SignInAsync</c> with <c>ForcePrompt</c> starts
/// over with a new device; <c>ForgetDeviceAsync</c> keeps the sign-ins and makes a new device. Nothing was sent and nothing was deleted.
/// </remarks>
public sealed class CopiedProfileException : GameAuthException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What went wrong at which step, and the fix; no secret.</param>
    /// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
    public CopiedProfileException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.CopiedProfile;
}
