using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>
/// A Feathers application over Socket.IO: one connection that mends itself, signed in each time before a call leaves, and renewed before its login ends. Each call ends with its answer, or
/// with an error that says whether it was sent. Safe for use from any thread.
/// </summary>
/// <remarks><see cref="OpenAsync"/> connects and signs in. It has ended (<see cref="HasEnded"/>) after a failure that does not pass, at the account's sign-out, at the host's stop and when disposed; every call then throws why.</remarks>
internal sealed class FeathersConnection : IFeathers, IAsyncDisposable
{
    private const int MostRepeats = 2;

    private readonly FeathersShared _shared;
    private readonly FeathersSocket _socket;
    private readonly FeathersEventHub _events;
    private readonly IRequestPacer _pacer;

    /// <summary>Names it; <see cref="OpenAsync"/> connects.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="exchange">The way of the handshake, and the limits; it needs no authenticator, since the token goes over the socket.</param>
    /// <param name="settings">Where, and how.</param>
    /// <param name="clock">The host's steady clock.</param>
    /// <param name="log">The log.</param>
    public FeathersConnection(Account account, Exchange exchange, FeathersSettings settings, SteadyClock clock, ILogger log)
    {
        _shared = new FeathersShared(settings, account.Id.Provider, clock, log);
        _events = new FeathersEventHub(settings.Step, settings.EventRoom, log);
        _socket = new FeathersSocket(account, exchange, _shared, _events);
        _pacer = exchange.Pacer;
    }

    /// <summary>Whether it is over for good; a new one takes its place.</summary>
    public bool HasEnded => _socket.HasEnded;

    /// <summary>Whether a connection stands now. One that does not is being made again, unless this has ended.</summary>
    public bool IsConnected => _socket.IsConnected;

    /// <summary>Connects and signs in for the first time, and keeps the connection up from then on. Called once.</summary>
    /// <exception cref="GameAuthException">It can not be made; it is not tried again.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _socket.OpenAsync(cancellationToken).ConfigureAwait(false);
        await _socket.ListenAsync(_events, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Connects, signs in and closes: for a login whose answer is all that is wanted, such as the renewal of the token that connections are signed in with. It is nobody's work, so that a host that
    /// stops lets it finish.
    /// </summary>
    /// <exception cref="GameAuthException">It can not be made; it is not tried again.</exception>
    public static async Task SignInOnceAsync(Account account, Exchange exchange, FeathersSettings settings, SteadyClock clock, ILogger log, CancellationToken cancellationToken)
    {
        FeathersShared shared = new(settings, account.Id.Provider, clock, log);
        FeathersSession session = await FeathersSocket.ConnectAsync(
            account, exchange, shared, new FeathersEventHub(settings.Step, settings.EventRoom, log), FeathersLoginCause.Connect, cancellationToken).ConfigureAwait(false);
        await session.DisposeAsync().ConfigureAwait(false);
    }

    public async Task<T?> CallAsync<T>(FeathersCall call, JsonTypeInfo<T> result, CancellationToken cancellationToken)
    {
        PaceRequest pace = _shared.Settings.Pace?.Invoke(call) ?? PaceRequest.None;
        using IPacePermit? permit = pace.IsNone ? null : await _pacer.AcquireAsync(pace, cancellationToken).ConfigureAwait(false);
        FeathersOutcomes outcomes = new(_shared, call);
        TimeSpan limit = call.Limit ?? _shared.Settings.CallLimit;
        int repeats = !call.Writes && (call.Repeats ?? _shared.Settings.RepeatsReads) ? MostRepeats : 0;
        long since = _shared.Clock.Wall.GetTimestamp();
        FeathersSession? lost = null;
        bool wasSent = false;
        try
        {
            while (true)
            {
                FeathersSession session = await ConnectionAsync(lost, outcomes, limit, since, cancellationToken).ConfigureAwait(false);
                FeathersRequest<T> request = new(call, result);
                int login = session.Login;
                AckEnd end = await session.AskAsync(request, limit, cancellationToken).ConfigureAwait(false);
                wasSent |= end is not AckEnd.NotSent;
                if (end is AckEnd.Answered && request is { Error: null, IsUnreadable: false })
                {
                    return request.Value;
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (end is AckEnd.NotSent)
                {
                    // Nothing has left, so that the next connection may take it, whatever it is.
                    lost = session;
                    continue;
                }

                GameAuthException failure = Tell(outcomes.Of(end, request.Error), pace);
                if (request.Error is { IsNotAuthenticated: true } && await LoginAgainAsync(session, call, login, cancellationToken).ConfigureAwait(false))
                {
                    failure = outcomes.LoginHadEnded(request.Error);
                }
                else if (end is not AckEnd.Lost)
                {
                    throw failure;
                }

                if (repeats-- == 0)
                {
                    throw failure;
                }

                (lost, since) = (end is AckEnd.Lost ? session : null, _shared.Clock.Wall.GetTimestamp());
            }
        }
        finally
        {
            if (!wasSent)
            {
                permit?.GiveBack();
            }
        }
    }

    /// <summary>Subscribes to an event, such as <c>pushed</c> of <c>social/message</c>, from now on and across reconnects.</summary>
    /// <param name="service">The path of the service.</param>
    /// <param name="name">The event.</param>
    public FeathersEvents Events(string service, string name) => _events.Add($"{service} {name}");

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    /// <summary>A connection that stands and is signed in, after the one that was lost.</summary>
    private ValueTask<FeathersSession> ConnectionAsync(FeathersSession? lost, FeathersOutcomes outcomes, TimeSpan limit, long since, CancellationToken cancellationToken)
    {
        Task<FeathersSession>? connection = lost is null ? _socket.ConnectionAsync(cancellationToken) : null;
        return connection is { IsCompleted: true } ? new(connection) : new(NextConnectionAsync(lost, connection, outcomes, limit, since, cancellationToken));
    }

    /// <summary>A call waits for its connection for as long as it would for its answer.</summary>
    private async Task<FeathersSession> NextConnectionAsync(
        FeathersSession? lost, Task<FeathersSession>? connection, FeathersOutcomes outcomes, TimeSpan limit, long since, CancellationToken cancellationToken)
    {
        TimeProvider time = _shared.Clock.Wall;
        TimeSpan Left() => limit == Timeout.InfiniteTimeSpan ? limit : limit - time.GetElapsedTime(since) is { Ticks: > 0 } left ? left : throw new TimeoutException();
        try
        {
            if (lost is not null)
            {
                await lost.Lost.WaitAsync(Left(), time, cancellationToken).ConfigureAwait(false);
            }

            return await (connection ?? _socket.ConnectionAsync(cancellationToken)).WaitAsync(Left(), time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw outcomes.NotSent("there was no connection in time; one is being made");
        }
    }

    /// <summary>The service has dropped the login: the connection is signed in again. The call was refused, so that it has done nothing.</summary>
    private async Task<bool> LoginAgainAsync(FeathersSession session, FeathersCall call, int login, CancellationToken cancellationToken)
    {
        SocketLog.LoginRefused(_shared.Log, _shared.Settings.Step, call.Step);
        try
        {
            return await session.LoginAgainAsync(login, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException)
        {
            // The caller hears of the 401 itself.
            return false;
        }
    }

    private GameAuthException Tell(GameAuthException failure, PaceRequest pace)
    {
        if (failure is ThrottledException throttled && !pace.IsNone)
        {
            _pacer.Freeze(pace.Scopes[0], throttled.RetryAt);
        }

        return failure;
    }
}

/// <summary>The connection that mends itself.</summary>
internal sealed class FeathersSocket(Account account, Exchange exchange, FeathersShared shared, FeathersEventHub events)
    : ReconnectingSocket<FeathersSession>(account, shared.Settings.Step, shared.Settings.Reconnect)
{
    private FeathersSession? _last;

    public Task<FeathersSession> ConnectionAsync(CancellationToken cancellationToken) => GetConnectionAsync(cancellationToken);

    public Task ListenAsync(FeathersEventHub hub, CancellationToken cancellationToken) => SubscribeAsync(hub, cancellationToken);

    protected override async Task<FeathersSession> ConnectAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (_last?.End is { } end)
        {
            throw end;
        }

        FeathersLoginCause cause = _last is { IsDisconnected: true } ? FeathersLoginCause.Disconnected : FeathersLoginCause.Connect;
        return _last = await ConnectAsync(Account, exchange, shared, events, cause, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One connection, signed in.</summary>
    /// <exception cref="GameAuthException">It can not be made, or does not come up in time.</exception>
    public static async Task<FeathersSession> ConnectAsync(
        Account account, Exchange exchange, FeathersShared shared, FeathersEventHub events, FeathersLoginCause cause, CancellationToken cancellationToken)
    {
        FeathersSettings settings = shared.Settings;
        using CancellationTokenSource limit = new(settings.ConnectLimit, shared.Clock.Wall);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            AccountSocket socket = await AccountSocket.ConnectAsync(
                exchange,
                account,
                new AccountSocketCall(settings.Step, EngineConnection.Address(settings.Target, settings.Path, settings.Version))
                {
                    CarriesToken = false,
                    Headers = settings.Headers,
                    MaxMessage = settings.MaxFrameIn,

                    // The protocol has a heartbeat of its own.
                    KeepAliveInterval = TimeSpan.Zero,
                },
                either.Token).ConfigureAwait(false);
            return await FeathersSession.OpenAsync(socket, shared, events, cause, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && limit.IsCancellationRequested)
        {
            throw new ProviderException($"{shared.Provider}: step '{settings.Step}' did not come up within {settings.ConnectLimit}.", status: null, code: null, isTransient: true)
            { Provider = shared.Provider, Step = settings.Step };
        }
    }
}
