namespace GameAuth;

/// <summary>The provider refuses this player or this device, and no new sign-in changes that.</summary>
/// <remarks>What to do: tell the player, open <see cref="HelpUri"/>; never sign in again in a loop.</remarks>
public sealed class AccountRestrictedException : GameAuthException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What went wrong at which step, and the fix; no secret.</param>
    /// <param name="code">The provider's code for the restriction, such as <c>2148916233</c>.</param>
    /// <param name="helpUri">Where the player can mend it; null where the provider named no page.</param>
    /// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
    public AccountRestrictedException(string message, string code, Uri? helpUri, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        HelpUri = helpUri;
    }

    /// <summary>The provider's code for the restriction, such as <c>2148916233</c>.</summary>
    public string Code { get; }

    /// <summary>Where the player can mend it; null where the provider named no page.</summary>
    public Uri? HelpUri { get; }

    /// <summary>
    /// Whether it is this device that is refused, and not the player, whose account then stays <see cref="AccountStatus.Active"/> and works
    /// elsewhere. Default false.
    /// </summary>
    public bool IsDevice { get; init; }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.AccountRestricted(Provider, Code, IsDevice);
}
