namespace GameAuth;

/// <summary>A stored row can not be used. Nothing was deleted.</summary>
/// <remarks>What to do: see <see cref="State"/>: unlock the keyring, bring the right key, update the application, or repair the store.</remarks>
public sealed class CredentialStoreException : GameAuthException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What went wrong at which step, and the fix; no secret.</param>
    /// <param name="state">What is the matter with the row.</param>
    /// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
    public CredentialStoreException(string message, GameAuth.Storage.RowState state, Exception? inner = null)
        : base(message, inner)
    {
        State = state;
    }

    /// <summary>What is the matter with the row.</summary>
    public GameAuth.Storage.RowState State { get; }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.CredentialStore;
}
