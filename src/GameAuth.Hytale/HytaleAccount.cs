using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>An account of Hytale: its profiles, game sessions, clients, sign-out. Safe for use from any thread; nothing to dispose.</summary>
public sealed class HytaleAccount : Account
{
    private readonly HytaleProvider _hytale;

    internal HytaleAccount(AccountBinding binding, HytaleProvider hytale)
        : base(binding)
    {
        _hytale = hytale;
    }

    /// <summary>The account's profiles, asked of the service. At most 20 calls an hour go out; more are refused here.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The profiles; none for an account without the game.</returns>
    /// <exception cref="SignInRequiredException">The owner has to sign in.</exception>
    /// <exception cref="ThrottledException">The limit is reached; <see cref="ThrottledException.RetryAt"/> says when there is room.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public async Task<IReadOnlyList<HytaleProfile>> GetProfilesAsync(CancellationToken cancellationToken = default)
    {
        AccountProfiles found = await _hytale.Protocol.GetProfilesAsync(this, cancellationToken).ConfigureAwait(false);
        return found.Profiles;
    }

    /// <summary>Sees that the grant is good, and refreshes it where that is due: in the last five to six minutes of its access token. For whoever keeps accounts ready that nobody calls for a while. No other call is made.</summary>
    /// <param name="cancellationToken">Ends this caller's wait; a refresh that others share goes on.</param>
    /// <returns>When the access token ends (UTC); null where the service does not say. While a refresh that was begun is on its way, it is the end of the one before.</returns>
    /// <exception cref="SignInRequiredException">The owner has to sign in.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public async Task<DateTimeOffset?> KeepGrantAsync(CancellationToken cancellationToken = default) =>
        (await GetTokenAsync(_hytale.Grants, cancellationToken: cancellationToken).ConfigureAwait(false)).ExpiresAt;

    /// <summary>The profile of the account's last game session, by the store: a server that starts again goes on with it. Nothing is sent.</summary>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The profile; null where no session was made yet. Whether the account still has it, the service says when a session is made.</returns>
    /// <exception cref="CredentialStoreException">The store can not be read.</exception>
    public Task<Guid?> FindLastProfileAsync(CancellationToken cancellationToken = default) => _hytale.LastProfiles.FindAsync(this, cancellationToken);

    /// <summary>
    /// Binds a profile to the account's sessions, at a gateway that wants it; Hytale's own services have no such call, and none is made. In either dialect there has to be a grant: one
    /// that has ended is refreshed first.
    /// </summary>
    /// <param name="profileId">One of the account's profiles.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Done when it is bound.</returns>
    /// <exception cref="ProviderException">The account has no such profile (<see cref="HytaleErrorCode.SessionNotFound"/>).</exception>
    /// <exception cref="GameAuthException">As <see cref="GetProfilesAsync"/>.</exception>
    public Task SelectProfileAsync(Guid profileId, CancellationToken cancellationToken = default) => _hytale.SelectProfileAsync(this, profileId, cancellationToken);

    /// <summary>The calls of joins, made with the tokens of this account's game sessions.</summary>
    internal JoinProtocol Joins => _hytale.Joins;

    /// <summary>How many game sessions this process keeps alive for the account, and how many it can.</summary>
    public HytaleSessionBudget SessionBudget => _hytale.Sessions.BudgetOf(Id);

    /// <summary>
    /// Makes a game session and keeps it alive until it is disposed. The first one in this process also ends those that a process that died has left open, so that they
    /// do not count against the account's limit.
    /// </summary>
    /// <param name="profileId">One of the account's profiles.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The session; dispose it to end it.</returns>
    /// <exception cref="SignInRequiredException">The owner has to sign in.</exception>
    /// <exception cref="AccountRestrictedException">The account has as many game sessions as it may have (<see cref="HytaleErrorCode.SessionLimitExceeded"/>).</exception>
    /// <exception cref="IllegalStepException">More than can be kept alive: see <see cref="SessionBudget"/>. Nothing was sent.</exception>
    /// <exception cref="OutcomeUnknownException">The answer was lost. A session may be open that runs out by itself within the hour.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetProfilesAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up. A session that comes all the same is ended at once.</exception>
    public async Task<HytaleGameSession> CreateGameSessionAsync(Guid profileId, CancellationToken cancellationToken = default)
    {
        HytaleGameSession session = await _hytale.Sessions.CreateAsync(this, profileId, cancellationToken).ConfigureAwait(false);
        await _hytale.LastProfiles.RememberAsync(this, profileId).ConfigureAwait(false);
        return session;
    }

    /// <summary>Makes a game session that this process does not keep alive: the caller refreshes and ends it, and knows it after a restart. <see cref="SessionBudget"/> does not count it.</summary>
    /// <param name="profileId">One of the account's profiles.</param>
    /// <param name="cancellationToken">Ends the call until it is sent; what was sent is waited for, since its answer alone can end the session.</param>
    /// <returns>Its tokens.</returns>
    /// <exception cref="GameAuthException">As <see cref="CreateGameSessionAsync"/>.</exception>
    public Task<HytaleSessionTokens> CreateSessionTokensAsync(Guid profileId, CancellationToken cancellationToken = default) => _hytale.UnkeptSessions.CreateAsync(this, profileId, cancellationToken);

    /// <summary>Refreshes such a session, once. The tokens that are presented end with it, so one holder at a time may do so: keep in your store, before you call, that they are about to be spent.</summary>
    /// <param name="session">The newest tokens of the session.</param>
    /// <param name="cancellationToken">Ends the call until it is sent; what was sent is waited for.</param>
    /// <returns>The next ones.</returns>
    /// <exception cref="ProviderException">The session is over (<see cref="HytaleErrorCode.SessionNotFound"/>), may not be refreshed yet (<see cref="HytaleErrorCode.TooEarly"/>), or the service failed.</exception>
    /// <exception cref="OutcomeUnknownException">The answer was lost: the tokens may be spent. Make another session.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetProfilesAsync"/>; Hytale's own services ask for no grant here.</exception>
    public Task<HytaleSessionTokens> RefreshSessionTokensAsync(HytaleSessionTokens session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return _hytale.UnkeptSessions.RefreshAsync(this, session.Tokens, cancellationToken);
    }

    /// <summary>Ends such a session. One that is over already is no failure.</summary>
    /// <param name="session">The newest tokens of the session.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Done when the service has answered.</returns>
    /// <exception cref="GameAuthException">The service could not be asked; the session runs out by itself.</exception>
    public Task EndSessionTokensAsync(HytaleSessionTokens session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return _hytale.UnkeptSessions.EndAsync(this, session.Tokens, cancellationToken);
    }

    /// <summary>Ends the game sessions of the account that processes on this store have left open when they died. Those of living ones are left alone.</summary>
    /// <param name="cancellationToken">Ends the work; what is left is done at the next start.</param>
    /// <returns>How many were ended.</returns>
    /// <exception cref="CredentialStoreException">The store can not be listed.</exception>
    public Task<int> EndOrphanedGameSessionsAsync(CancellationToken cancellationToken = default) =>
        _hytale.Sessions.EndOrphansAsync(this, cancellationToken);

    /// <summary>Ends the game sessions of the account that dead processes have left open; those of this process have ended. Hytale documents no call that ends the grant itself; it is deleted here.</summary>
    /// <param name="cancellationToken">As for the sign-out.</param>
    /// <returns>Done when the service was asked.</returns>
    protected override async Task RevokeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _hytale.Sessions.EndOrphansAsync(this, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _hytale.Audit.TokenDeleted(Id);
        }
    }
}
