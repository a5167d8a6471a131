namespace GameAuth.Psn;

/// <summary>The front door to the PlayStation Network: the accounts of one registration. Sign in with <see cref="PsnSignIn"/>. Safe for use from any thread.</summary>
/// <remarks>The registration <c>default</c> is the plain service; others are keyed services of their names.</remarks>
public interface IPsnAuth : IAccounts<PsnAccount, PsnSignIn>
{
    /// <summary>
    /// A token that a client gets for itself, without a player (<c>grant_type=client_credentials</c>, with the id of this installation): from memory, from the store, or asked for now. It is no sign-in and makes no
    /// account. Who asks at the same time shares one request, in all processes over the store.
    /// </summary>
    /// <param name="client">The client and its scope.</param>
    /// <param name="refused">A token from here that the service has refused: another one is asked for, unless it was only just got. Default null.</param>
    /// <param name="cancellationToken">Ends this caller's wait; a request that others share goes on.</param>
    /// <returns>The token. Send it with a client of your own, to the hosts that it is for and to no other.</returns>
    /// <exception cref="ArgumentException">The client is not of its form; nothing was sent.</exception>
    /// <exception cref="GameAuthConfigurationException">The service does not know the client, or it may not do this.</exception>
    /// <exception cref="ThrottledException">A limit stands in the way.</exception>
    /// <exception cref="ProviderException">The service was not reached, or refuses otherwise.</exception>
    /// <exception cref="CredentialStoreException">The stored token can not be opened or kept.</exception>
    Task<PsnAccessToken> GetClientTokenAsync(PsnClient client, PsnAccessToken? refused = null, CancellationToken cancellationToken = default);
}
