namespace GameAuth;

/// <summary>A stored row can not be used. Nothing was deleted.</summary>
/// <remarks>What to do depends on <see cref="State"/>: unlock the keyring, configure the right key, update the application, or repair the store.</remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="state">What is wrong with the row.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class CredentialStoreException(string message, Storage.RowState state, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <summary>What is wrong with the row.</summary>
    public Storage.RowState State { get; } = state;

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.CredentialStore(State);
}

/// <summary>The store was copied from another machine, and the accounts of this provider are held back on this one: two copies would use up each other's sign-ins.</summary>
/// <remarks>
/// What to do: ask the player. <c>KeepCopiedProfileAsync</c> uses what is stored on this machine too; <c>SignInAsync</c> with <c>ForcePrompt</c> starts
/// over with a new device; <c>ForgetDeviceAsync</c> keeps the sign-ins and makes a new device. Nothing was sent and nothing was deleted.
/// </remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class CopiedProfileException(string message, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <inheritdoc/>
    public override string UserMessage => UserMessages.CopiedProfile;
}

/// <summary>What happens when a store is found on another machine than the one that wrote it: a copied folder, a restored backup, a synchronised profile.</summary>
public enum CopiedProfile
{
    /// <summary>As the provider's package has it: <see cref="Keep"/> for Xbox Live.</summary>
    ProviderDefault,

    /// <summary>The tokens and the device's identity stay in use, and an event says so once per machine.</summary>
    Keep,

    /// <summary>Nothing of the registration is used until the caller chooses; see <see cref="CopiedProfileException"/>.</summary>
    HoldBack,
}
