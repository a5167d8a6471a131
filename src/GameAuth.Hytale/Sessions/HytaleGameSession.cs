namespace GameAuth.Hytale;

/// <summary>
/// A game session that stays alive: its tokens are renewed before they end, by a refresh or, where that fails, by a new session for the same profile. Dispose it to end it
/// at the service. Safe for use from any thread.
/// </summary>
public sealed class HytaleGameSession : IAsyncDisposable
{
    private readonly GameSession _session;

    internal HytaleGameSession(GameSession session)
    {
        _session = session;
        Over = session.Over;
    }

    /// <summary>Whose session it is.</summary>
    public HytaleAccount Account => (HytaleAccount)_session.Account;

    /// <summary>The profile that it is for.</summary>
    public Guid ProfileId => _session.Current.Profile;

    /// <summary>How it stands.</summary>
    public ResourceState State => _session.State;

    /// <summary>Why it is interrupted or lost; null while it is neither.</summary>
    public GameAuthException? Failure => _session.Failure;

    /// <summary>The session token as of now: a secret, as good as a password. It changes with each renewal.</summary>
    public Secret SessionToken => _session.Current.SessionToken;

    /// <summary>The identity token as of now, for those who ask who runs the server. It changes with each renewal.</summary>
    public Secret IdentityToken => _session.Current.IdentityToken;

    /// <summary>The end of these tokens by the clock of this machine, as that is set now.</summary>
    public DateTimeOffset ExpiresAt => _session.ExpiresNow;

    /// <summary>How often tokens or state have changed since the session was made.</summary>
    public int Changes => _session.Changes;

    /// <summary>Cancelled when the session is over, ended or lost.</summary>
    public CancellationToken Over { get; }

    /// <summary>Waits until tokens or state are others than those that the caller has seen.</summary>
    /// <param name="seen">The <see cref="Changes"/> that the caller has read before it looked at tokens and state.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when there is something new, at once where there is already, or where the session is over.</returns>
    public Task WaitForChangeAsync(int seen, CancellationToken cancellationToken = default) => _session.WaitForChangeAsync(seen, cancellationToken);

    /// <summary>What the official server reads from its environment when it is started by another program.</summary>
    /// <returns><c>HYTALE_SERVER_SESSION_TOKEN</c> and <c>HYTALE_SERVER_IDENTITY_TOKEN</c>, both from the same renewal.</returns>
    /// <remarks>Facts: Hytale's "Server Provider Authentication Guide". A process's environment can be read by its user.</remarks>
    public IReadOnlyDictionary<string, Secret> ToEnvironment()
    {
        GameSessionTokens tokens = _session.Current;
        return new Dictionary<string, Secret>(StringComparer.Ordinal)
        {
            ["HYTALE_SERVER_SESSION_TOKEN"] = tokens.SessionToken,
            ["HYTALE_SERVER_IDENTITY_TOKEN"] = tokens.IdentityToken,
        };
    }

    /// <summary>Ends the session at the service. One that is gone already is no failure. After a failure it may be called again.</summary>
    /// <param name="cancellationToken">Ends the wait; the session is over here in any case, and by itself at the service when its hour is.</param>
    /// <returns>Done when the service has answered.</returns>
    /// <exception cref="ThrottledException">The limit is reached, so the service was not asked; the session runs out by itself.</exception>
    /// <exception cref="GameAuthException">The service could not be asked; the same.</exception>
    public Task EndAsync(CancellationToken cancellationToken = default) => _session.EndAsync(cancellationToken);

    /// <summary>As <see cref="EndAsync"/>, but a failure is logged and not thrown.</summary>
    /// <returns>Done when the session is over.</returns>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>Not its tokens.</summary>
    /// <returns>Profile, state and end.</returns>
    public override string ToString() => $"{ProfileId} ({State}) until {ExpiresAt:O}";
}

/// <summary>How many game sessions of an account can be kept alive under its limits. Immutable.</summary>
/// <param name="Live">How many this process keeps alive now.</param>
/// <param name="Sustainable">How many it can: each costs one refresh in the 54 minutes that lie between two of them, and the refreshes of an hour are limited.</param>
public sealed record HytaleSessionBudget(int Live, int Sustainable)
{
    /// <summary>Whether one more can be kept alive.</summary>
    public bool HasRoom => Live < Sustainable;
}
