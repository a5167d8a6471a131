using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>Push notifications of the service: what happens to the player's parties, as it happens. Nothing is connected until you ask for it. Safe for use from any thread.</summary>
public sealed class PsnPush
{
    private readonly PsnAccount _account;
    private readonly PushConnector _connector;

    internal PsnPush(PsnAccount account, PushConnector connector)
    {
        _account = account;
        _connector = connector;
    }

    /// <summary>
    /// Opens a connection (<c>GET /np/serveraddr</c>, then a WebSocket at <c>/np/pushNotification</c>). One that is lost is made again after 1 s, doubling to 60 s, with jitter; each time both requests are made anew, under the
    /// account's limits.
    /// </summary>
    /// <param name="options">How it introduces itself.</param>
    /// <param name="cancellationToken">Ends the first handshake, not the connection: dispose that.</param>
    /// <returns>The open connection. Dispose it; the account's sign-out and the host's stop end it too.</returns>
    /// <exception cref="ArgumentException">An option is not of its form; nothing was sent.</exception>
    /// <exception cref="ThrottledException">The service, or the limit of the account, stands in the way.</exception>
    /// <exception cref="ProviderException">The service was not reached, refuses the token or the connection, or names a host that is not its own; <see cref="ProviderException.IsTransient"/> says whether a later try may succeed.</exception>
    /// <exception cref="ObjectDisposedException">The host is stopping.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public Task<PsnPushConnection> ConnectAsync(PsnPushOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(nameof(options));
        return _connector.OpenAsync(_account, options, cancellationToken);
    }
}

/// <summary>How a push connection introduces itself. Immutable.</summary>
/// <remarks>The service asks for a name that it knows. What clients of its own send, and what that means, is in the documentation; none is the default.</remarks>
public sealed record PsnPushOptions
{
    /// <summary>The kind of application (<c>X-PSN-APP-TYPE</c>). Clients are known to send <c>REMOTE_PLAY</c> and <c>MOBILE_APP.PSAPP</c>.</summary>
    public required string AppType { get; init; }

    /// <summary>Its version (<c>X-PSN-APP-VER</c>). Default null: that of <see cref="PsnOptions.AppVersion"/>, else that of this package.</summary>
    public string? AppVersion { get; init; }

    /// <summary>The version of the operating system (<c>X-PSN-OS-VER</c>). Default null: this machine's.</summary>
    public string? OsVersion { get; init; }

    /// <summary>The version of the protocol. Default <see cref="PsnPushProtocol.Version21"/>.</summary>
    public PsnPushProtocol Protocol { get; init; }

    /// <summary>What the connection is for, which decides how often it wants a sign of life. Default <see cref="PsnKeepAliveStatus.Idle"/>.</summary>
    public PsnKeepAliveStatus KeepAliveStatus { get; init; }

    /// <summary>
    /// Where the token of the connection comes from, for a client whose sign-in has no scope for push: a source of the application's own, below any account or registration token. It is minted once for all who ask, and
    /// again when it is refused. Default null: the access token of the account.
    /// </summary>
    public TokenSource<PsnAccessToken>? TokenSource { get; init; }

    internal void Check(string name)
    {
        if (!PsnText.IsText(AppType) || (AppVersion is { } version && !PsnText.IsText(version)) || (OsVersion is { } system && !PsnText.IsText(system)))
        {
            throw new ArgumentException("AppType, AppVersion and OsVersion have 1 to 512 printable characters. Nothing was sent.", name);
        }

        if (!Enum.IsDefined(Protocol) || !Enum.IsDefined(KeepAliveStatus))
        {
            throw new ArgumentException("There is no such Protocol or KeepAliveStatus. Nothing was sent.", name);
        }
    }
}

/// <summary>A version of the push protocol.</summary>
public enum PsnPushProtocol
{
    /// <summary>2.1: the token goes in the handshake, and the client sends no message of its own.</summary>
    Version21,

    /// <summary>3.0: as 2.1, and the client's first message names the player and repeats the token.</summary>
    Version30,
}

/// <summary>What a push connection is for (<c>keepAliveStatusType</c>).</summary>
public enum PsnKeepAliveStatus
{
    /// <summary>Nothing in particular; the service's number for it is 6.</summary>
    Idle,

    /// <summary>A player in a voice chat; the service's number for it is 3.</summary>
    Voice,
}

/// <summary>
/// A push connection that mends itself: <c>await foreach (PsnPushEvent news in connection)</c>. Dispose it to close it.
/// </summary>
/// <remarks>
/// <para>For one reader at a time; everything else is safe for use from any thread. Events come in the order of the service.</para>
/// <para>At most 1024 events wait for a reader. One that is slower than that finds a single <see cref="PsnPushMissed"/> in their place, and so does one whose connection was made again.</para>
/// </remarks>
public sealed class PsnPushConnection : IAsyncEnumerable<PsnPushEvent>, IAsyncDisposable
{
    private readonly PushSocket _socket;

    internal PsnPushConnection(PushSocket socket) => _socket = socket;

    /// <summary>Whether the connection stands now. One that does not is being made again, unless this was disposed or has ended.</summary>
    public bool IsConnected => _socket.IsConnected;

    /// <summary>The events, from the oldest that waits. Ends quietly when this is disposed or the host stops.</summary>
    /// <param name="cancellationToken">Ends the wait for the next one; the connection stays.</param>
    /// <returns>The events.</returns>
    /// <exception cref="SignInRequiredException">The player has to sign in again; also thrown when the account was signed out.</exception>
    /// <exception cref="GameAuthException">Whatever else keeps the connection from being made again, as <see cref="PsnPush.ConnectAsync"/> has it.</exception>
    public IAsyncEnumerator<PsnPushEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) => _socket.Feed.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Closes the connection. What still waits can be read, and then the events end quietly. Does nothing the second time.</summary>
    /// <returns>Done when it is closed.</returns>
    public ValueTask DisposeAsync() => _socket.DisposeAsync();
}
