namespace GameAuth.Hytale;

/// <summary>
/// A game session that stays alive: its tokens are renewed before they end, by a refresh or, where that fails, by a new session for the same profile. Dispose it to end it
/// at the service. Safe for use from any thread.
/// </summary>
public sealed class HytaleGameSession : IAsyncDisposable
{
    private readonly GameSessionManager _keeper;
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _gate = new();
    private volatile SessionSnapshot _standing;
    private TaskCompletionSource _changed = NewChange();
    private bool _isClaimed;

    internal HytaleGameSession(GameSessionManager keeper, HytaleAccount account, string name, GameSessionTokens tokens)
    {
        _keeper = keeper;
        Account = account;
        Name = name;
        _standing = new SessionSnapshot(tokens, HytaleGameSessionState.Live, Failure: null, Changes: 0);
        Over = _over.Token;
    }

    /// <summary>Whose session it is.</summary>
    public HytaleAccount Account { get; }

    /// <summary>The profile that it is for.</summary>
    public Guid ProfileId => _standing.Tokens.Profile;

    /// <summary>How it stands.</summary>
    public HytaleGameSessionState State => _standing.State;

    /// <summary>Why it is interrupted or lost; null while it is neither.</summary>
    public GameAuthException? Failure => _standing.Failure;

    /// <summary>The session token as of now: a secret, as good as a password. It changes with each renewal.</summary>
    public Secret SessionToken => _standing.Tokens.SessionToken;

    /// <summary>The identity token as of now, for those who ask who runs the server. It changes with each renewal.</summary>
    public Secret IdentityToken => _standing.Tokens.IdentityToken;

    /// <summary>The end of these tokens by the clock of this machine.</summary>
    public DateTimeOffset ExpiresAt => _standing.Tokens.ExpiresAt;

    /// <summary>How often tokens or state have changed since the session was made.</summary>
    public int Changes => _standing.Changes;

    /// <summary>Cancelled when the session is over, ended or lost.</summary>
    public CancellationToken Over { get; }

    /// <summary>The name of its record.</summary>
    internal string Name { get; }

    /// <summary>Tokens, state and failure of one moment.</summary>
    internal SessionSnapshot Standing => _standing;

    /// <summary>Waits until tokens or state are others than those that the caller has seen.</summary>
    /// <param name="seen">The <see cref="Changes"/> that the caller has read before it looked at tokens and state.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when there is something new, at once where there is already, or where the session is over.</returns>
    public Task WaitForChangeAsync(int seen, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return _standing.Changes != seen || _standing.IsOver ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What the official server reads from its environment when it is started by another program.</summary>
    /// <returns><c>HYTALE_SERVER_SESSION_TOKEN</c> and <c>HYTALE_SERVER_IDENTITY_TOKEN</c>, both from the same renewal.</returns>
    /// <remarks>Facts: Hytale's "Server Provider Authentication Guide". A process's environment can be read by its user.</remarks>
    public IReadOnlyDictionary<string, Secret> ToEnvironment()
    {
        GameSessionTokens tokens = _standing.Tokens;
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
    public Task EndAsync(CancellationToken cancellationToken = default) => _keeper.EndAsync(this, cancellationToken);

    /// <summary>As <see cref="EndAsync"/>, but a failure is logged and not thrown.</summary>
    /// <returns>Done when the session is over.</returns>
    public async ValueTask DisposeAsync()
    {
        await _keeper.ReleaseAsync(this).ConfigureAwait(false);
        _over.Dispose();
    }

    /// <summary>Not its tokens.</summary>
    /// <returns>Profile, state and end.</returns>
    public override string ToString() => _standing is var now ? $"{now.Tokens.Profile} ({now.State}) until {now.Tokens.ExpiresAt:O}" : "";

    /// <summary>Takes new tokens, of a session that is over too, so that those are ended which are good.</summary>
    /// <returns>False where the old ones have been ended at the service already: then the new ones are the caller's to end.</returns>
    internal bool Renew(GameSessionTokens tokens)
    {
        lock (_gate)
        {
            if (!_standing.IsOver)
            {
                Become(_standing with { Tokens = tokens, State = HytaleGameSessionState.Live, Failure = null });
            }
            else if (!_isClaimed)
            {
                _standing = _standing with { Tokens = tokens };
            }

            return !_isClaimed;
        }
    }

    internal void Interrupt(GameAuthException? failure)
    {
        lock (_gate)
        {
            if (_standing.State is HytaleGameSessionState.Live)
            {
                Become(_standing with { State = HytaleGameSessionState.Interrupted, Failure = failure });
            }
        }
    }

    /// <returns>False where it was over before.</returns>
    internal bool Finish(HytaleGameSessionState state, GameAuthException? failure)
    {
        lock (_gate)
        {
            if (_standing.IsOver)
            {
                return false;
            }

            Become(_standing with { State = state, Failure = failure });
        }

        try
        {
            _over.Cancel();
        }
        catch (AggregateException)
        {
            // What the application hung on the token has failed, which keeps nobody from ending the session.
        }

        return true;
    }

    /// <summary>Takes the end at the service upon the caller.</summary>
    /// <returns>The tokens to end; null where another caller has ended it.</returns>
    internal GameSessionTokens? Claim()
    {
        lock (_gate)
        {
            return Interlocked.Exchange(ref _isClaimed, true) ? null : _standing.Tokens;
        }
    }

    /// <summary>Gives the end back, where the service could not be asked.</summary>
    internal void Unclaim() => Volatile.Write(ref _isClaimed, false);

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Become(SessionSnapshot next)
    {
        _standing = next with { Changes = next.Changes + 1 };
        TaskCompletionSource before = _changed;
        _changed = NewChange();
        before.TrySetResult();
    }
}
