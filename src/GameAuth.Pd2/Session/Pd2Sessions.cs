using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>
/// The logins over the socket: the one place where a website token goes. <c>create security/session</c> with the token signs a connection in, renews the token, and says who the player is.
/// </summary>
internal sealed class Pd2Sessions(Pd2Provider pd2, Pd2Options options, ProviderContext context)
{
    private const string WebsiteStrategy = "jwt";

    /// <summary>The way of the handshakes, without an authenticator: they carry no token.</summary>
    public Exchange Handshakes { get; } = context.CreateExchange();

    /// <summary>Asks once, on a connection of its own: for a mint, which must not wait for a connection that waits for a token.</summary>
    /// <exception cref="SignInRequiredException">The service does not take the token (<see cref="SignInReason.Revoked"/>).</exception>
    public async Task<SessionAnswer> AskAsync(Pd2Account account, Secret token, string step, CancellationToken cancellationToken)
    {
        SessionAnswer? answer = null;
        FeathersSettings settings = Settings(step, async (connection, _, ended) =>
        {
            answer = await SendAsync(connection, token, step, ended).ConfigureAwait(false);
            return new FeathersLogin(ExpiresAt: null);
        });
        try
        {
            await FeathersConnection.SignInOnceAsync(account, Handshakes, settings, context.Steady, context.Log, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException refused) when (Pd2Errors.IsRefused(refused))
        {
            throw new SignInRequiredException($"pd2: the service no longer takes the website token of step '{step}'; sign in again.", SignInReason.Revoked)
            { Provider = Pd2Defaults.Provider, Step = step };
        }

        return answer!;
    }

    /// <summary>A connection that stays up for an account: signed in anew each time that it is made, and before its login ends.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="signedIn">Hears of each login.</param>
    public FeathersConnection CreateConnection(Pd2Account account, Action<SessionAnswer> signedIn) => new(
        account, Handshakes, Settings("socket", (connection, _, ended) => SignInAsync(account, connection, signedIn, ended)), context.Steady, context.Log);

    /// <summary>Whether there is a token to sign in with: a connection that is of no use is not made.</summary>
    /// <exception cref="GameAuthException">There is none.</exception>
    public async Task EnsureTokenAsync(Pd2Account account) => await account.GetTokenAsync(pd2.Grants).ConfigureAwait(false);

    /// <summary>Keeps the website token of an answer in place of the one that was presented for it.</summary>
    /// <returns>The token that is stored now, as far as is known here.</returns>
    public async Task<Pd2Grant> KeepAsync(Pd2Account account, SessionAnswer answer, Pd2Grant presented, CancellationToken cancellationToken)
    {
        bool isOther = account.Subject is { } subject && answer.PlayerId is { } player && !string.Equals(subject, player, StringComparison.Ordinal);
        if (pd2.IsOAuth || isOther || answer.ToGrant(renewed: null) is not { } brought || brought.AccessToken.Equals(presented.AccessToken))
        {
            return presented;
        }

        try
        {
            bool isStored = await account.OfferAsync(pd2.Grants, brought, presented, cancellationToken).ConfigureAwait(false);
            Pd2Log.TokenHandedOver(context.Log, account.Id.ToString(), brought.SignInExpiresAt, isStored);
            return isStored ? brought : presented;
        }
        catch (Exception failure) when (failure is CredentialStoreException or ProviderException)
        {
            // The login is good all the same, and the token before stays good until its own end.
            Pd2Log.TokenNotStored(context.Log, account.Id.ToString(), failure.GetType().Name);
            return presented;
        }
    }

    private async Task<FeathersLogin> SignInAsync(Pd2Account account, IFeathers connection, Action<SessionAnswer> signedIn, CancellationToken cancellationToken)
    {
        for (bool mayRepeat = true; ; mayRepeat = false)
        {
            Pd2Grant grant = await account.GetTokenAsync(pd2.Grants, cancellationToken: cancellationToken).ConfigureAwait(false);
            try
            {
                SessionAnswer answer = await SendAsync(connection, grant.AccessToken, Pd2Step.Session, cancellationToken).ConfigureAwait(false);
                Pd2Grant current = await KeepAsync(account, answer, grant, cancellationToken).ConfigureAwait(false);
                signedIn(answer);
                return new FeathersLogin(pd2.IsOAuth ? current.ExpiresAt : current.SignInExpiresAt);
            }
            catch (ProviderException refused) when (Pd2Errors.IsRefused(refused))
            {
                // A refused token is minted again, which tells whether the sign-in is over; then once more, and no loop.
                if (!mayRepeat || !account.Refuse(TokenUse.Of(pd2.Grants, grant)))
                {
                    throw Pd2Errors.Refused(Pd2Step.Session);
                }
            }
        }
    }

    private async Task<SessionAnswer> SendAsync(IFeathers connection, Secret token, string step, CancellationToken cancellationToken)
    {
        FeathersValue login = FeathersValue.Of(
            (Strategy: options.SocketStrategy ?? WebsiteStrategy, Token: token),
            static (json, login) =>
            {
                json.WriteStartObject();
                json.WriteString("strategy", login.Strategy);
                json.WriteString("accessToken", login.Token.Reveal());
                json.WriteEndObject();
            });
        return new SessionAnswer(
            await connection.CreateAsync(Pd2Service.Session, login, query: null, Pd2Json.Default.JsonElement, cancellationToken).ConfigureAwait(false), step, context);
    }

    private FeathersSettings Settings(string step, FeathersAuthenticate authenticate) => new(step, options.EndpointOf(Pd2Endpoint.Api), authenticate)
    {
        Version = options.EngineVersion,
        Headers = Pd2UserAgent.Headers,
        CallLimit = options.CallTimeout,
        RepeatsReads = options.RepeatReads,
        Pace = static call => Pd2Limits.Of(call.Service),
    };
}

/// <summary>The lasting connection of one account: made when it is first wanted, shared by all callers, and made anew when it has ended. Safe for use from any thread.</summary>
internal sealed class Pd2Socket(Pd2Account account, Pd2Sessions sessions)
{
    private readonly Lock _gate = new();
    private Task<FeathersConnection>? _connection;
    private Pd2Profile? _profile;

    /// <summary>The player as of the last login; null before the first.</summary>
    public Pd2Profile? Profile => Volatile.Read(ref _profile);

    /// <exception cref="GameAuthException">The connection can't be made.</exception>
    public async ValueTask<FeathersConnection> GetAsync(CancellationToken cancellationToken)
    {
        Task<FeathersConnection> connection;
        lock (_gate)
        {
            if (_connection is null or { IsFaulted: true } or { IsCanceled: true } or { IsCompletedSuccessfully: true, Result.HasEnded: true })
            {
                // Nobody's context and nobody's cancellation: the connection is everybody's.
                using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
                _connection = Task.Run(OpenAsync, CancellationToken.None);
            }

            connection = _connection;
        }

        return connection.IsCompletedSuccessfully ? connection.Result : await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<FeathersConnection> OpenAsync()
    {
        await sessions.EnsureTokenAsync(account).ConfigureAwait(false);
        FeathersConnection connection = sessions.CreateConnection(account, answer => Volatile.Write(ref _profile, answer.Profile ?? _profile));
        try
        {
            await connection.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
