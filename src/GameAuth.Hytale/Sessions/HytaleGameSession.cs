namespace GameAuth.Hytale;

/// <summary>
/// A game session that stays alive: its tokens are renewed before they end, by a refresh or, where that fails, by a new session for the same profile. Dispose it to end it
/// at the service. Safe for use from any thread.
/// </summary>
public sealed class HytaleGameSession : IAsyncDisposable
{
    private readonly GameSessionKeeper _keeper;
    private readonly CancellationTokenSource _over = new();
    private volatile GameSessionTokens _tokens;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile GameAuthException? _failure;
    private volatile HytaleGameSessionState _state;
    private int _isOver;

    internal HytaleGameSession(GameSessionKeeper keeper, HytaleAccount account, string name, GameSessionTokens tokens)
    {
        _keeper = keeper;
        Account = account;
        Name = name;
        _tokens = tokens;
        Over = _over.Token;
    }

    /// <summary>Whose session it is.</summary>
    public HytaleAccount Account { get; }

    /// <summary>The profile that it is for.</summary>
    public Guid ProfileId => _tokens.Profile;

    /// <summary>How it stands.</summary>
    public HytaleGameSessionState State => _state;

    /// <summary>Why it is lost; null while it is not.</summary>
    public GameAuthException? Failure => _failure;

    /// <summary>The session token as of now: a secret, as good as a password. It changes with each renewal.</summary>
    public Secret SessionToken => _tokens.SessionToken;

    /// <summary>The identity token as of now, for those who ask who runs the server. It changes with each renewal.</summary>
    public Secret IdentityToken => _tokens.IdentityToken;

    /// <summary>The end of these tokens by the clock of this machine.</summary>
    public DateTimeOffset ExpiresAt => _tokens.ExpiresAt;

    /// <summary>Cancelled when the session is over, ended or lost.</summary>
    public CancellationToken Over { get; }

    /// <summary>The name of its record.</summary>
    internal string Name { get; }

    /// <summary>The tokens as of now.</summary>
    internal GameSessionTokens Tokens => _tokens;

    /// <summary>Waits until tokens or state have changed; look at them before each wait.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done at the next change, at once where the session is over.</returns>
    public Task WaitForChangeAsync(CancellationToken cancellationToken = default) => _changed.Task.WaitAsync(cancellationToken);

    /// <summary>What the official server reads from its environment when it is started by another program.</summary>
    /// <returns><c>HYTALE_SERVER_SESSION_TOKEN</c> and <c>HYTALE_SERVER_IDENTITY_TOKEN</c> as of now.</returns>
    /// <remarks>Facts: Hytale's "Server Provider Authentication Guide". A process's environment can be read by its user.</remarks>
    public IReadOnlyDictionary<string, Secret> ToEnvironment()
    {
        GameSessionTokens tokens = _tokens;
        return new Dictionary<string, Secret>(StringComparer.Ordinal)
        {
            ["HYTALE_SERVER_SESSION_TOKEN"] = tokens.SessionToken,
            ["HYTALE_SERVER_IDENTITY_TOKEN"] = tokens.IdentityToken,
        };
    }

    /// <summary>Ends the session at the service. One that is gone already is no failure.</summary>
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
    public override string ToString() => $"{ProfileId} ({State}) until {ExpiresAt:O}";

    internal void Renew(GameSessionTokens tokens)
    {
        _tokens = tokens;
        Become(HytaleGameSessionState.Live, failure: null);
    }

    internal void Interrupt(GameAuthException failure) => Become(HytaleGameSessionState.Interrupted, failure);

    /// <returns>False where it was over before.</returns>
    internal bool Finish(HytaleGameSessionState state, GameAuthException? failure)
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
        {
            return false;
        }

        Become(state, failure);
        _over.Cancel();
        return true;
    }

    private void Become(HytaleGameSessionState state, GameAuthException? failure)
    {
        _failure = failure;
        _state = state;
        TaskCompletionSource before = _changed;
        if (state is HytaleGameSessionState.Live or HytaleGameSessionState.Interrupted)
        {
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        before.TrySetResult();
    }
}
