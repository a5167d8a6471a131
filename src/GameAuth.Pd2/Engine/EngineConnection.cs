using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>
/// One connection of Engine.IO, 3 or 4, over a WebSocket and nothing else (docs/engine.io-protocol of the socket.io repository): packets, heartbeat, one reader, one way out.
/// Sending is safe from any thread.
/// </summary>
internal abstract class EngineConnection : SocketConnection
{
    private readonly TimeProvider _time;
    private readonly EngineOutbox _outbox;
    private EngineHeartbeat? _heartbeat;
    private int _isOver;

    protected EngineConnection(AccountSocket socket, EngineSettings settings, TimeProvider time, ILogger log)
        : base(socket)
    {
        Settings = settings;
        _time = time;
        Log = log;
        _outbox = new EngineOutbox(socket, _ => Abort());
    }

    protected EngineSettings Settings { get; }

    protected ILogger Log { get; }

    /// <summary>What the server said when it was opened.</summary>
    protected EngineHandshake Handshake { get; private set; } = null!;

    /// <summary>The address of the handshake: WebSocket from the start, since a change from polling would only cost time.</summary>
    public static Uri Address(Uri target, string path, EngineVersion version) =>
        new(target, $"{path}?EIO={(version is EngineVersion.V3 ? '3' : '4')}&transport=websocket");

    /// <summary>Ends it at once, without a word to the server.</summary>
    public void Abort()
    {
        Volatile.Write(ref _isOver, 1);
        Socket.Abort();
        _outbox.Close();
    }

    /// <summary>Ends it politely: what has been begun goes out first, for up to 2 seconds.</summary>
    public virtual async ValueTask CloseAsync()
    {
        _outbox.Close();
        await Socket.CloseAsync().ConfigureAwait(false);

        // Without waiting for the server's goodbye: what it still sends is for nobody.
        Abort();
        await Lost.ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the server's first packet, then begins to read.</summary>
    /// <exception cref="ProviderException">It is another, or the connection is lost first (transient).</exception>
    protected async Task OpenAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? first = await Socket.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        Handshake = first is { Length: > 0 } packet && !Socket.IsBinary && packet.Span[0] == (byte)'0' && EngineHandshake.Read(packet[1..]) is { } handshake
            ? handshake
            : throw new ProviderException(
                $"{Settings.Provider}: the server of step '{Settings.Step}' does not begin with the open packet of Engine.IO.", status: null, code: null, isTransient: true)
            { Provider = Settings.Provider, Step = Settings.Step };
        BeginReading();
    }

    /// <summary>Begins the heartbeat, once it is known which end pings.</summary>
    /// <param name="isOurs">Whether the pings are ours (3), or the server's (4).</param>
    protected void Beat(bool isOurs)
    {
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        EngineHeartbeat heartbeat = new(Handshake, _time, isOurs ? () => _outbox.Post(EngineSign.Ping) : null, OnDead);
        Volatile.Write(ref _heartbeat, heartbeat);
        if (Volatile.Read(ref _isOver) != 0)
        {
            heartbeat.Dispose();
        }
    }

    /// <summary>Sends a frame, or drops it where the connection is over.</summary>
    protected void Send(EngineFrame frame) => _outbox.Post(frame);

    /// <summary>Takes a message: a packet of type 4, without its type. By the one reader, in the order of the server; it must not block.</summary>
    /// <param name="message">UTF-8; good until this returns.</param>
    protected abstract void OnMessage(ReadOnlySpan<byte> message);

    /// <summary>False when the server closes the connection.</summary>
    protected sealed override ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => new(Take(message.Span));

    /// <summary>The connection is over. Nothing comes after it, and what was not begun has been dropped.</summary>
    protected override void OnLost()
    {
        Abort();
        Volatile.Read(ref _heartbeat)?.Dispose();
    }

    private void OnDead()
    {
        SocketLog.Dead(Log, Settings.Step, Handshake.PingInterval, Handshake.PingTimeout);
        Abort();
    }

    private bool Take(ReadOnlySpan<byte> packet)
    {
        Volatile.Read(ref _heartbeat)?.Hear();
        if (Socket.IsBinary || packet.IsEmpty)
        {
            // An attachment: the packet that announces it is dealt with by itself.
            SocketLog.Dropped(Log, Settings.Step, packet.Length);
            return true;
        }

        switch (packet[0])
        {
            case (byte)'4':
                OnMessage(packet[1..]);
                return true;
            case (byte)'2':
                _outbox.Post(EngineSign.Pong);
                return true;
            case (byte)'1':
                return false;
            case (byte)'3' or (byte)'6':
                return true;
            default:
                SocketLog.Dropped(Log, Settings.Step, packet.Length);
                return true;
        }
    }
}

/// <summary>What a connection of Engine.IO is opened with.</summary>
/// <param name="Step">Its name, for errors and logs.</param>
/// <param name="Provider">The provider, for errors.</param>
/// <param name="Version">The revision that was asked for in the address.</param>
internal sealed record EngineSettings(string Step, string Provider, EngineVersion Version);
