using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>One socket from its opening to its end: the first frame with the token, the challenge, then rooms and messages. Its frames are handled one after the other.</summary>
internal sealed partial class RealtimeSocket : IDisposable
{
    /// <summary>How long a client has for its first frame.</summary>
    public static readonly TimeSpan FirstFrame = TimeSpan.FromSeconds(5);

    // Looking up the session between the first frame and the challenge; a store that is silent must not keep an unknown client.
    private static readonly TimeSpan MostUnauthenticated = TimeSpan.FromMinutes(1);

    // Before its token ends a client is told so.
    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(1);

    // Refusals that do not close the socket, such as a room that is not open: whoever tries one room after the other is closed.
    private const int MostRefusals = 10;

    private readonly RealtimeServices _services;
    private readonly RealtimeSender _sender;
    private readonly RealtimeReceiver _receiver;
    private readonly RealtimeAuthentication _player;
    private readonly RealtimeRooms _rooms;
    private readonly FrameRate _rate;
    [SuppressMessage("Usage", "CA2213", Justification = "A semaphore without a wait handle holds nothing, and a call of the application may still wait for it.")]
    private readonly SemaphoreSlim _handling = new(1);
    private readonly ILogger _logger;
    private readonly long _openedAt;
    private bool _hasFirstFrame;
    private bool _isConnected;
    private ValidatedToken? _told;
    private int _refusals;

    public RealtimeSocket(WebSocket socket, RealtimeOrigin origin, RealtimeServices services)
    {
        (_services, Origin, _logger) = (services, origin, services.Logger);
        _sender = new RealtimeSender(socket, services.Options.SendQueue, services.Time);
        _receiver = new RealtimeReceiver(socket, services.Time);
        _player = new RealtimeAuthentication(origin, services);
        _rooms = new RealtimeRooms(this, _player, services);
        _rate = new FrameRate(services.Options.FramesPerSecond, services.Time);
        Connection = new RealtimeConnection(this, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        _openedAt = services.Time.GetTimestamp();
    }

    public RealtimeConnection Connection { get; }

    public RealtimeOrigin Origin { get; }

    /// <summary>The player's access token; null before he has proven who he is.</summary>
    public ValidatedToken? Token => _player.Token;

    public IReadOnlyCollection<RoomAcceptance> Rooms => _rooms.All;

    /// <summary>Reads until the end.</summary>
    /// <param name="aborted">Ends with the client's connection.</param>
    public async Task RunAsync(CancellationToken aborted)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, _sender.CutOff);
        Task sending = _sender.RunAsync();
        _services.Sockets.Add(this);
        try
        {
            await ReadAllAsync(ended.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or was cut off.
        }

        _services.Sockets.Remove(this);
        _sender.Close((int)WebSocketCloseStatus.NormalClosure, "", error: null);
        await sending.ConfigureAwait(false);
        await _rooms.EndAsync().ConfigureAwait(false);
        if (_isConnected)
        {
            await CallAsync(connection => _services.Handler.OnDisconnectedAsync(connection, _services.Stopped)).ConfigureAwait(false);
        }
    }

    /// <summary>Looks at what its time is over for. Called by the loop of all sockets.</summary>
    public void Look()
    {
        if (_sender.IsClosing)
        {
            return;
        }

        if (_receiver.IsSlow || (Token is null && IsLate()))
        {
            Close(AuthError.TimedOut);
        }
        else if (Token is { } token)
        {
            TimeSpan left = token.ExpiresAt - _services.Time.GetUtcNow();
            if (_services.Revocations.IsRevoked(token))
            {
                Evict(AuthError.SessionRevoked);
            }
            else if (left <= TimeSpan.Zero)
            {
                Evict(AuthError.TokenExpired);
            }
            else if (left <= Notice && !ReferenceEquals(_told, token))
            {
                _told = token;
                Send(RealtimeFrames.Write("token_expires", json => json.WriteNumber("expires_in", (int)left.TotalSeconds)));
            }
        }
    }

    /// <summary>Tells the client an error, and closes.</summary>
    public void Close(AuthError error, RealtimeClose? close = null)
    {
        RealtimeClose end = close ?? RealtimeClose.For(error);
        _sender.Close(end.Code, end.Reason, RealtimeFrames.Error(error));
    }

    /// <summary>Sends what the application wants.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="room">The room that it is about; null for none.</param>
    public bool TrySend(byte[] frame, string? room) =>
        _isConnected && !_sender.IsClosing && _services.Revocations.IsConfirmed && (room is null || _rooms.Find(room) is not null) && Send(frame);

    /// <summary>Sends a frame; a client that reads too slowly is closed.</summary>
    public bool Send(byte[] frame)
    {
        if (_sender.TrySend(frame))
        {
            return true;
        }

        // Where the close was begun, this does not change it.
        Close(AuthError.RateLimited with { Message = "The client reads too slowly." });
        return false;
    }

    /// <summary>Refuses what is right as a frame. What ends the session closes the socket, and so do too many refusals.</summary>
    /// <param name="error">Why.</param>
    /// <param name="id">What the client calls its frame.</param>
    /// <param name="closes">Whether it closes the socket in any case.</param>
    /// <param name="isTold">Whether the audit has it.</param>
    public void Refuse(AuthError error, string? id = null, bool closes = false, bool isTold = false)
    {
        if (error.Status < 500 && !isTold)
        {
            _services.Events.Raise(Make(SessionEventNames.Refused, Token ?? _player.Presented) with { Reason = error.Code, Count = 0 });
        }

        // What this node can't answer now is not the client's fault.
        if (closes || error.Code is "session_revoked" || (error.Status < 500 && ++_refusals >= MostRefusals))
        {
            Close(error);
        }
        else
        {
            Send(RealtimeFrames.Error(error, id));
        }
    }

    /// <summary>Calls the application. One call at a time: what happens to rooms comes from elsewhere, while frames are read here.</summary>
    public async ValueTask CallAsync(Func<RealtimeConnection, ValueTask> call)
    {
        await _handling.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await call(Connection).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Whatever an application throws, its text may hold what the client sent.
            if (failure is not OperationCanceledException)
            {
                HandlerFailed(failure.GetType().Name);
            }

            Close(AuthError.TemporarilyUnavailable, RealtimeClose.Failed);
        }
        finally
        {
            _handling.Release();
        }
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }

    private bool IsLate()
    {
        TimeSpan age = _services.Time.GetElapsedTime(_openedAt);
        return !_hasFirstFrame ? age >= FirstFrame
            : age >= MostUnauthenticated || (_player.Challenge is { } challenge && _services.Time.GetElapsedTime(challenge.Timestamp) >= RealtimeChallenge.Lifetime);
    }

    private async Task ReadAllAsync(CancellationToken ended)
    {
        while (true)
        {
            ReceivedFrame received = await _receiver.ReceiveAsync(ended).ConfigureAwait(false);
            if (received.IsOver)
            {
                return;
            }

            // What comes after the close was begun is read and dropped, until the client has answered it.
            if (_sender.IsClosing)
            {
                continue;
            }

            if (received.Error is { } wrong)
            {
                Close(wrong, received.Close);
            }
            else if (!_rate.TryTake())
            {
                Close(AuthError.RateLimited);
            }
            else
            {
                await ReadAsync(received.Bytes, ended).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask ReadAsync(ReadOnlyMemory<byte> bytes, CancellationToken ended)
    {
        _hasFirstFrame = true;
        if (RealtimeFrame.Read(bytes, out RealtimeFrame? frame) is { } fault)
        {
            Close(AuthError.InvalidRequest with { Message = fault });
            return;
        }

        using (frame)
        {
            try
            {
                await ServeAsync(frame!, ended).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is SessionStoreException or GameAuthException)
            {
                NotAnswered(failure.GetType().Name);
                Close(AuthError.TemporarilyUnavailable);
            }
        }
    }

    private ValueTask ServeAsync(RealtimeFrame frame, CancellationToken ended) => (Token, _player.Challenge, frame.Type) switch
    {
        (null, null, "authenticate") or ({ }, _, "renew") => ChallengeAsync(frame, ended),
        (_, { }, "proof") => ProveAsync(frame, ended),
        (null, null, _) => Wrong("The first frame has the type authenticate."),
        (null, _, _) => Wrong("The challenge is answered by a frame of the type proof."),
        (_, _, "join") => _rooms.JoinAsync(frame, frame.Text("ticket"), ended),
        (_, _, "leave") => _rooms.LeaveAsync(frame),
        (_, _, "message") => TakeMessageAsync(frame, ended),
        (_, _, "ping") => Pong(frame),
        _ => Wrong($"A frame of the type {frame.Type} is not expected now."),
    };

    // A page does not see the pings of the protocol, and can't send one.
    private ValueTask Pong(RealtimeFrame frame)
    {
        Send(RealtimeFrames.Write("pong", json => RealtimeFrames.WriteText(json, "id", frame.Id)));
        return default;
    }

    private ValueTask Wrong(string message)
    {
        Close(AuthError.InvalidRequest with { Message = message });
        return default;
    }

    private async ValueTask ChallengeAsync(RealtimeFrame frame, CancellationToken ended)
    {
        if (await _player.BeginAsync(frame.Text("access_token")!, ended).ConfigureAwait(false) is { } refused)
        {
            Refuse(refused, closes: Token is null);
            return;
        }

        RealtimeChallenge challenge = _player.Challenge!;
        Send(RealtimeFrames.Write("challenge", json =>
        {
            json.WriteString("nonce", challenge.Nonce);
            json.WriteString("proof", challenge.IsBound ? "dpop" : "hash");
            json.WriteNumber("expires_in", (int)RealtimeChallenge.Lifetime.TotalSeconds);
        }));
    }

    private async ValueTask ProveAsync(RealtimeFrame frame, CancellationToken ended)
    {
        if (_player.Prove(frame.Text("dpop"), frame.Text("hash")) is { } refused)
        {
            Refuse(refused, closes: true);
            return;
        }

        ValidatedToken token = Token!;
        int expiresIn = (int)(token.ExpiresAt - _services.Time.GetUtcNow()).TotalSeconds;
        if (_isConnected)
        {
            Send(RealtimeFrames.Write("renewed", json => json.WriteNumber("expires_in", expiresIn)));
            return;
        }

        _isConnected = true;
        _services.Events.Raise(Make(SessionEventNames.RealtimeConnected, token));
        Send(RealtimeFrames.Write("authenticated", json =>
        {
            json.WriteString("connection", Connection.Id);
            json.WriteString("sub", token.Subject);
            json.WriteNumber("expires_in", expiresIn);
        }));
        await CallAsync(connection => _services.Handler.OnConnectedAsync(connection, ended)).ConfigureAwait(false);
    }

    private async ValueTask TakeMessageAsync(RealtimeFrame frame, CancellationToken ended)
    {
        RoomMembership? room = frame.Room is { } name ? _rooms.Find(name) : null;
        if (!_services.Revocations.IsConfirmed)
        {
            // This node does not know now who was revoked, and the application hears nothing of it.
            Refuse(AuthError.TemporarilyUnavailable, frame.Id);
        }
        else if (_services.Revocations.IsRevoked(Token!))
        {
            Evict(AuthError.SessionRevoked);
        }
        else if (frame.Room is not null && room is null)
        {
            Refuse(AuthError.RoomForbidden, frame.Id);
        }
        else
        {
            RealtimeMessage message = new() { Room = room?.Acceptance, Data = frame.Data, Id = frame.Id };
            await CallAsync(connection => _services.Handler.OnMessageAsync(connection, message, ended)).ConfigureAwait(false);
        }
    }

    private void Evict(AuthError error)
    {
        _services.Events.Raise(Make(SessionEventNames.RoomEvicted, Token) with { Reason = error.Code, Count = 0 });
        Close(error);
    }

    private SessionEvent Make(string name, ValidatedToken? token) => _services.Events.Make(name) with
    {
        Session = token?.Session, Subject = token?.Subject, AccessTokenId = token?.Id, Origin = _services.Events.OriginOf(Origin.Source),
    };

    [LoggerMessage(2071, LogLevel.Error, "A frame could not be answered ({Error}); the socket was closed, and its client was told to come again.")]
    private partial void NotAnswered(string error);

    [LoggerMessage(2072, LogLevel.Error, "The application's IRealtimeHandler failed ({Error}); the socket was closed.")]
    private partial void HandlerFailed(string error);
}

/// <summary>How many frames a client may send: so many per second, and twice as many at once. For one reader.</summary>
internal sealed class FrameRate(int perSecond, TimeProvider time)
{
    private double _left = 2 * perSecond;
    private long _at = time.GetTimestamp();

    public bool TryTake()
    {
        long now = time.GetTimestamp();
        _left = Math.Min(2 * perSecond, _left + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }
}
