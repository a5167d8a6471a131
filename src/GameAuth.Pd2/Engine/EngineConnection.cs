using System.Diagnostics.CodeAnalysis;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>Who reads the messages of a connection. It is called by the one reader, in the order of the server, and must not block.</summary>
internal interface IEngineReader
{
    /// <summary>A message: a packet of type 4, without its type.</summary>
    /// <param name="message">UTF-8; good until this returns.</param>
    void OnMessage(ReadOnlySpan<byte> message);

    /// <summary>The connection is over. Nothing comes after it, and what was not begun has been dropped.</summary>
    void OnLost();
}

/// <summary>What a connection of Engine.IO is opened with.</summary>
/// <param name="Step">Its name, for errors and logs.</param>
/// <param name="Provider">The provider, for errors.</param>
/// <param name="Version">The revision that was asked for in the address.</param>
internal sealed record EngineSettings(string Step, string Provider, EngineVersion Version);

/// <summary>
/// One connection of Engine.IO, 3 or 4, over a WebSocket and nothing else (docs/engine.io-protocol of the socket.io repository): packets, heartbeat, one reader, one way out.
/// <see cref="OpenAsync"/>, then <see cref="Start"/>; sending is safe from any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The heartbeat ends with the connection, in the reader's own end.")]
internal sealed class EngineConnection
{
    private readonly AccountSocket _socket;
    private readonly EngineSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly EngineOutbox _outbox;
    private EngineHeartbeat? _heartbeat;
    private Task _reading = Task.CompletedTask;
    private int _isOver;

    public EngineConnection(AccountSocket socket, EngineSettings settings, TimeProvider time, ILogger log)
    {
        _socket = socket;
        _settings = settings;
        _time = time;
        _log = log;
        _outbox = new EngineOutbox(socket, _ => Abort());
    }

    /// <summary>What the server said when it was opened.</summary>
    public EngineHandshake Handshake { get; private set; } = null!;

    /// <summary>Done when it is over. Never fails.</summary>
    public Task Lost => _reading;

    /// <summary>The address of the handshake: WebSocket from the start, since a change from polling would only cost time.</summary>
    public static Uri Address(Uri target, string path, EngineVersion version) =>
        new(target, $"{path}?EIO={(version is EngineVersion.V3 ? '3' : '4')}&transport=websocket");

    /// <summary>Waits for the server's first packet.</summary>
    /// <exception cref="ProviderException">It is another, or the connection is lost first (transient).</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? first = await _socket.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        Handshake = first is { Length: > 0 } packet && !_socket.IsBinary && packet.Span[0] == (byte)'0' && EngineHandshake.Read(packet[1..]) is { } handshake
            ? handshake
            : throw new ProviderException(
                $"{_settings.Provider}: the server of step '{_settings.Step}' does not begin with the open packet of Engine.IO.", status: null, code: null, isTransient: true)
            { Provider = _settings.Provider, Step = _settings.Step };
    }

    /// <summary>Begins to read.</summary>
    public void Start(IEngineReader reader)
    {
        // The context of whoever connects (an activity, say) must not live on in the connection.
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _reading = Task.Run(() => ReadAsync(reader), CancellationToken.None);
    }

    /// <summary>Begins the heartbeat, once it is known which end pings.</summary>
    /// <param name="isOurs">Whether the pings are ours (3), or the server's (4).</param>
    public void Beat(bool isOurs)
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
    public void Send(EngineFrame frame) => _outbox.Post(frame);

    /// <summary>Ends it at once, without a word to the server.</summary>
    public void Abort()
    {
        Volatile.Write(ref _isOver, 1);
        _socket.Abort();
        _outbox.Close();
    }

    /// <summary>Ends it politely: what has been begun goes out first, for up to 2 seconds.</summary>
    public async ValueTask CloseAsync()
    {
        _outbox.Close();
        await _socket.CloseAsync().ConfigureAwait(false);
        Abort();
        await _reading.ConfigureAwait(false);
        await _socket.DisposeAsync().ConfigureAwait(false);
    }

    private void OnDead()
    {
        SocketLog.Dead(_log, _settings.Step, Handshake.PingInterval, Handshake.PingTimeout);
        Abort();
    }

    /// <summary>Never fails.</summary>
    private async Task ReadAsync(IEngineReader reader)
    {
        try
        {
            while (await _socket.ReceiveAsync(CancellationToken.None).ConfigureAwait(false) is { } packet && Take(reader, packet.Span))
            {
                // Until the server says that it is over.
            }
        }
        catch (GameAuthException lost)
        {
            SocketLog.Lost(_log, _settings.Step, lost.GetType().Name);
        }
        finally
        {
            Abort();
            Volatile.Read(ref _heartbeat)?.Dispose();
            reader.OnLost();
        }
    }

    /// <summary>False when the server closes the connection.</summary>
    private bool Take(IEngineReader reader, ReadOnlySpan<byte> packet)
    {
        Volatile.Read(ref _heartbeat)?.Hear();
        if (_socket.IsBinary || packet.IsEmpty)
        {
            // An attachment: the packet that announces it is dealt with by itself.
            SocketLog.Dropped(_log, _settings.Step, packet.Length);
            return true;
        }

        switch (packet[0])
        {
            case (byte)'4':
                reader.OnMessage(packet[1..]);
                return true;
            case (byte)'2':
                _outbox.Post(EngineSign.Pong);
                return true;
            case (byte)'1':
                return false;
            case (byte)'3' or (byte)'6':
                return true;
            default:
                SocketLog.Dropped(_log, _settings.Step, packet.Length);
                return true;
        }
    }
}
