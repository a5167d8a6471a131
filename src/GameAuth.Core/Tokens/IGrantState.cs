namespace GameAuth.Providers;

/// <summary>What the chain of an account asks of and tells to the account: its stored status, so that no process knocks again with a dead token.</summary>
internal interface IGrantState
{
    AccountId Id { get; }

    /// <summary>Reads the stored status.</summary>
    /// <exception cref="SignInRequiredException">The stored word is that the player has to sign in, or the account is gone.</exception>
    ValueTask EnsureActiveAsync(string step, CancellationToken cancellationToken);

    /// <summary>Stores the provider's word that the player has to sign in.</summary>
    Task SignInRequiredAsync(SignInReason reason, CancellationToken cancellationToken);

    /// <summary>Stores the provider's word that the player is refused.</summary>
    Task RestrictedAsync(string code, CancellationToken cancellationToken);

    /// <summary>Notes that a token was minted: the account is in use, and a restriction is over.</summary>
    Task MintedAsync(IToken token, CancellationToken cancellationToken);
}
