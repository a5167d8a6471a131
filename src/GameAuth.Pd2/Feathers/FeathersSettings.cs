using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>Signs a connection in: sends the service's own login through <paramref name="connection"/>, before any other call goes out, or once more on a connection that is signed in.</summary>
/// <param name="connection">This connection alone; its calls take no permit unless <see cref="FeathersSettings.Pace"/> names one.</param>
/// <param name="cause">Why.</param>
/// <param name="cancellationToken">Ends with the time limit of the connect, or when the connection is no longer wanted.</param>
/// <returns>How long the login lasts.</returns>
/// <exception cref="GameAuthException">
/// It can not be made. A refused token comes from the connection as a <see cref="ProviderException"/> of status 401. A transient one is tried again with pauses; any other, such as a
/// <see cref="SignInRequiredException"/>, ends the connection for good.
/// </exception>
internal delegate Task<FeathersLogin> FeathersAuthenticate(IFeathers connection, FeathersLoginCause cause, CancellationToken cancellationToken);

/// <summary>Why a connection is signed in.</summary>
internal enum FeathersLoginCause
{
    /// <summary>The connection is new.</summary>
    Connect,

    /// <summary>The login ends soon; the connection stays.</summary>
    Renewal,

    /// <summary>The service has answered a call with 401 though the login should still be good.</summary>
    Refused,

    /// <summary>The connection is new, and the one before was ended by the server's own word (Socket.IO <c>41</c>), as Feathers 5 does when a login has ended.</summary>
    Disconnected,
}

/// <summary>A login that the service has agreed to.</summary>
/// <param name="ExpiresAt">When it ends, by the wall clock; null where it does not, or nobody knows. It is renewed on the same connection before that.</param>
internal sealed record FeathersLogin(DateTimeOffset? ExpiresAt);

/// <summary>What a <see cref="FeathersConnection"/> is made of. Immutable.</summary>
/// <param name="Step">Its name, for errors and logs: <c>socket</c>.</param>
/// <param name="Target">The server, without a path: <c>https</c> or <c>wss</c>, or an allowed loopback address.</param>
/// <param name="Authenticate">Signs each connection in.</param>
internal sealed record FeathersSettings(string Step, Uri Target, FeathersAuthenticate Authenticate)
{
    /// <summary>Where Socket.IO is served. Default <c>/socket.io/</c>.</summary>
    public string Path { get; init; } = "/socket.io/";

    /// <summary>The revision of Engine.IO. Default 3.</summary>
    public EngineVersion Version { get; init; } = EngineVersion.V3;

    /// <summary>Headers of the handshake. Default none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a connection may take until it is signed in. Default 20 seconds.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a call may wait for a connection, and then for its answer. Default 10 seconds each.</summary>
    public TimeSpan CallLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a find or a get whose answer was lost with the connection is sent again on the next one. Default false.</summary>
    public bool RepeatsReads { get; init; }

    /// <summary>The limits that the frame of a call falls under; a permit is taken before each. Default null: none.</summary>
    public Func<FeathersCall, PaceRequest>? Pace { get; init; }

    /// <summary>The largest frame that is taken, in bytes. Default 16 MiB.</summary>
    public int MaxFrameIn { get; init; } = 16 << 20;

    /// <summary>The largest frame that is sent, in bytes; less where the server says so. Default 1,000,000, the servers' own default.</summary>
    public int MaxFrameOut { get; init; } = 1_000_000;

    /// <summary>How many events wait for a reader before they are dropped and a gap stands in their place. Default 1024.</summary>
    public int EventRoom { get; init; } = 1024;

    /// <summary>How the connection is kept up: pauses from 1 to 60 seconds by default.</summary>
    public ReconnectOptions Reconnect { get; init; } = new();
}
