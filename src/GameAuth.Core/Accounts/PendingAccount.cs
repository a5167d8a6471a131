namespace GameAuth.Providers;

/// <summary>
/// An account in the making: gives a door the tokens that it has to show before the player has answered, such as a device token. Safe for use from any thread.
/// </summary>
/// <remarks>
/// Tokens of the installation and the registration are the ones that every account shares. What belongs to the account itself (the identity of a device, where it is
/// <see cref="DeviceIdentityScope.PerAccount"/>) is stored under the key that the account will have, so that it goes on with the tokens that were used to sign in.
/// </remarks>
public sealed class PendingAccount : IAsyncDisposable
{
    private readonly AccountDirectory _directory;
    private readonly TokenChain _chain;
    private bool _ownsRows;
    private bool _hasBegun;

    internal PendingAccount(AccountDirectory directory, string key)
    {
        _directory = directory;
        Id = directory.IdOf(key);
        _chain = directory.ChainOf(key);
    }

    /// <summary>The name that the account will have. Until the player is identified it may be another one than the account that was asked for.</summary>
    public AccountId Id { get; }

    /// <summary>A token that is good now: from memory, from the store, or minted. A source that descends from the grant has none yet.</summary>
    /// <typeparam name="T">The token.</typeparam>
    /// <param name="source">The node of the provider's chain.</param>
    /// <param name="audience">What it is for; null where the source has one audience.</param>
    /// <param name="cancellationToken">Ends this caller's wait; a mint that others share goes on.</param>
    /// <returns>The token.</returns>
    /// <exception cref="SignInRequiredException">The source descends from the grant, which the sign-in has not brought yet.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public ValueTask<T> GetTokenAsync<T>(TokenSource<T> source, string? audience = null, CancellationToken cancellationToken = default)
        where T : class, IToken
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Scope is TokenScope.Account)
        {
            Volatile.Write(ref _ownsRows, true);
        }

        return _chain.For(source).Entry(source, audience).GetAsync(cancellationToken);
    }

    /// <summary>Says that the provider refused a token (such as <c>EXPIRED_DEVICE_TOKEN</c>), so that the next call gets another. Ask once more, and only once.</summary>
    /// <typeparam name="T">The token.</typeparam>
    /// <param name="source">Its source.</param>
    /// <param name="token">The token that was refused.</param>
    /// <param name="audience">Its audience.</param>
    /// <returns>False when asking again would only knock harder: it had just been minted for the same reason.</returns>
    public bool Refuse<T>(TokenSource<T> source, T token, string? audience = null)
        where T : class, IToken
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(token);
        return _chain.For(source).Refuse(source, audience, token);
    }

    /// <summary>Stores what the sign-in yielded, durably, before anything uses it: from here on there is an account.</summary>
    /// <typeparam name="T">The grant.</typeparam>
    /// <param name="grant">The root of the account's chain.</param>
    /// <param name="first">The grant.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The account, whose subject is learnt later.</returns>
    public async Task<AccountBinding> BeginAsync<T>(TokenSource<T> grant, T first, CancellationToken cancellationToken)
        where T : class, IToken
    {
        AccountBinding binding = await _directory.BeginAsync(Id.Key, grant, first, complete: null, prepareAsync: null, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _hasBegun, true);
        return binding;
    }

    /// <summary>Deletes what was made for an account that has not begun; the installation and the registration keep theirs.</summary>
    /// <returns>Done when nothing of it is stored.</returns>
    public async ValueTask DisposeAsync()
    {
        _chain.Detach();
        if (Volatile.Read(ref _hasBegun) || !Volatile.Read(ref _ownsRows))
        {
            return;
        }

        try
        {
            await _directory.AbandonAsync(Id, _chain).ConfigureAwait(false);
        }
        catch (CredentialStoreException failure)
        {
            // The sign-in has failed already, and its own error says more; what is left belongs to no account and is of no use.
            _directory.Log.RowsLeft(Id.Provider, Id.Registration, failure.State);
        }
    }
}
