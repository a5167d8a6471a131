namespace GameAuth;

/// <summary>The account has no usable grant any more: the player has to sign in.</summary>
/// <remarks>What to do: call <c>SignInAsync</c>.</remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="reason">Why.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class SignInRequiredException(string message, SignInReason reason, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <summary>Why.</summary>
    public SignInReason Reason { get; } = reason;

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.SignInRequired(Reason);
}

/// <summary>Why a player has to sign in again.</summary>
public enum SignInReason
{
    /// <summary>Nothing is stored for this account.</summary>
    NeverSignedIn,

    /// <summary>The grant has reached its end.</summary>
    Expired,

    /// <summary>The provider says that the grant is no longer valid.</summary>
    Revoked,

    /// <summary>The player said no.</summary>
    Declined,

    /// <summary>A refresh was sent, its answer never arrived, and the provider no longer takes the old token.</summary>
    RefreshOutcomeUnknown,

    /// <summary>The grant was issued to another client id than the one that is configured now.</summary>
    OtherClientId,

    /// <summary>The account was signed out, here or in another process.</summary>
    SignedOut,

    /// <summary>The code was shown for its whole lifetime and nobody approved it.</summary>
    TimedOut,

    /// <summary>The profile was copied from another machine and started over on this one, so its older sign-ins are not used here.</summary>
    CopiedProfile,
}

/// <summary>Several accounts are stored, none was named, and none is the default.</summary>
/// <remarks>What to do: let the player choose one of <see cref="Accounts"/>, and name it or call <c>SetDefaultAsync</c>. Nothing was sent.</remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="accounts">The accounts to choose from.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class AccountNotChosenException(string message, IReadOnlyList<AccountId> accounts, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <summary>The accounts to choose from, in no order; <c>ListAsync</c> has their names and pictures.</summary>
    public IReadOnlyList<AccountId> Accounts { get; } = accounts;

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.AccountNotChosen;
}

/// <summary>The provider refuses this player or this device, and no new sign-in changes that.</summary>
/// <remarks>What to do: tell the player and open <see cref="HelpUri"/>. Never sign in again in a loop.</remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="code">The provider's code for the restriction, such as <c>2148916233</c>.</param>
/// <param name="helpUri">The page where the player can fix it; null where the provider named none.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class AccountRestrictedException(string message, string code, Uri? helpUri, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <summary>The provider's code for the restriction, such as <c>2148916233</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The page where the player can fix it; null where the provider named none.</summary>
    public Uri? HelpUri { get; } = helpUri;

    /// <summary>
    /// Whether the provider refuses this device and not the player. The account then stays <see cref="AccountStatus.Active"/> and works
    /// on other devices. Default false.
    /// </summary>
    public bool IsDevice { get; init; }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.AccountRestricted(Provider, Code, IsDevice);
}
