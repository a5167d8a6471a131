using System.Text.Json;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>Who hears of the events of a connection, in the order of the server; it must not block.</summary>
internal interface ISocketListener
{
    /// <param name="arguments">A JSON list, as it came: the name, then what belongs to it. Good until this returns.</param>
    void OnEvent(ReadOnlySpan<byte> arguments);
}

/// <summary>One connection of Socket.IO, 2 to 4, to the namespace <c>/</c>: events with and without acknowledgement. Safe for use from any thread.</summary>
internal sealed class SocketSession : IEngineReader, IDisposable
{
    // A server of Engine.IO 3 sends its CONNECT with the open packet; one of 4 that is too old to say its limit sends none until it is asked.
    private static readonly TimeSpan VersionWait = TimeSpan.FromSeconds(2);

    private static readonly EngineSign AskForNamespace = new("40"u8.ToArray());

    private readonly EngineConnection _engine;
    private readonly EngineSettings _settings;
    private readonly ISocketListener _listener;
    private readonly ILogger _log;
    private readonly AckTable _acks;
    private readonly TaskCompletionSource<bool> _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _maxFrame;

    private SocketSession(EngineConnection engine, EngineSettings settings, ISocketListener listener, TimeProvider time, ILogger log)
    {
        _engine = engine;
        _settings = settings;
        _listener = listener;
        _log = log;
        _acks = new AckTable(time);
    }

    /// <summary>Done when the connection is over. Never fails.</summary>
    public Task Lost => _engine.Lost;

    /// <summary>Whether the server has ended it by its own word (41).</summary>
    public bool IsDisconnected { get; private set; }

    /// <summary>How many wait for an answer.</summary>
    public int Waiting => _acks.Count;

    /// <summary>Goes through the handshakes of Engine.IO and of the namespace.</summary>
    /// <param name="socket">The open socket; it belongs to the session from here on.</param>
    /// <param name="settings">Names and version.</param>
    /// <param name="maxFrame">The largest frame that is sent, where the server has no smaller limit.</param>
    /// <param name="listener">Hears the events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ProviderException">The server does not agree, or the connection is lost first.</exception>
    public static async Task<SocketSession> OpenAsync(
        AccountSocket socket, EngineSettings settings, int maxFrame, ISocketListener listener, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        EngineConnection engine = new(socket, settings, time, log);
        SocketSession session = new(engine, settings, listener, time, log);
        try
        {
            await engine.OpenAsync(cancellationToken).ConfigureAwait(false);
            session._maxFrame = Math.Min(maxFrame, engine.Handshake.MaxPayload is > 0 and int least ? least : maxFrame);
            engine.Start(session);
            await session.JoinAsync(time, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends an event and waits for its end.</summary>
    /// <param name="pending">The event.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="cancellationToken">Ends the wait; what was sent stays sent.</param>
    /// <exception cref="IllegalStepException">The frame is larger than the server takes, and would end the connection. Nothing was sent.</exception>
    public ValueTask<AckEnd> AskAsync(PendingAck pending, TimeSpan limit, CancellationToken cancellationToken)
    {
        int length;
        try
        {
            length = pending.Compose(_acks.NextId());
        }
        catch
        {
            pending.Release();
            throw;
        }

        if (length > _maxFrame)
        {
            pending.Release();
            throw new IllegalStepException(
                $"{_settings.Provider}: a frame of step '{_settings.Step}' has {length} bytes, and the server takes {_maxFrame}; send less at once. Nothing was sent.")
            { Provider = _settings.Provider, Step = _settings.Step };
        }

        _acks.Add(pending, limit, cancellationToken);
        _engine.Send(pending);
        return pending.EndAsync();
    }

    /// <summary>Ends it at once, without a word.</summary>
    public void Abort() => _engine.Abort();

    /// <summary>Ends it politely, within 2 seconds.</summary>
    public async ValueTask CloseAsync()
    {
        await _engine.CloseAsync().ConfigureAwait(false);
        Dispose();
    }

    public void Dispose() => _acks.End();

    void IEngineReader.OnMessage(ReadOnlySpan<byte> message)
    {
        if (!SocketPacket.TryRead(message, out SocketPacket packet) || !packet.Space.IsEmpty)
        {
            SocketLog.Dropped(_log, _settings.Step, message.Length);
            return;
        }

        switch (packet.Type)
        {
            case SocketPacketType.Ack or SocketPacketType.BinaryAck when packet.Id is { } id:
                if (_acks.Take(id) is { } pending)
                {
                    pending.Answer(packet.Json, packet.Type is SocketPacketType.BinaryAck);
                }
                else
                {
                    SocketLog.StrayAnswer(_log, _settings.Step);
                }

                break;

            case SocketPacketType.Event:
                _listener.OnEvent(packet.Json);
                break;

            case SocketPacketType.Connect:
                // Only a server of revision 5 of Socket.IO, and so of Engine.IO 4, says an id here.
                _joined.TrySetResult(!packet.Json.IsEmpty);
                break;

            case SocketPacketType.Disconnect:
                SocketLog.Disconnected(_log, _settings.Step);
                IsDisconnected = true;
                _joined.TrySetException(Refused("was ended by the server (41)", status: null));
                _engine.Abort();
                break;

            case SocketPacketType.Error:
                _joined.TrySetException(Refused("was refused by the server (44)", StatusOf(packet.Json)));
                break;

            default:
                SocketLog.Dropped(_log, _settings.Step, message.Length);
                break;
        }
    }

    void IEngineReader.OnLost()
    {
        _joined.TrySetException(Refused("was lost before the server had let it in", status: null));
        _acks.End();
    }

    private static int? StatusOf(ReadOnlySpan<byte> json)
    {
        // Revision 4 sends a text or an object, 5 an object with the application's own under "data".
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return document.RootElement is not { ValueKind: JsonValueKind.Object } error ? null
                : Code(error) ?? (error.TryGetProperty("data", out JsonElement data) && data.ValueKind is JsonValueKind.Object ? Code(data) : null);
        }
        catch (JsonException)
        {
            return null;
        }

        static int? Code(JsonElement error) =>
            error.TryGetProperty("code", out JsonElement code) && code.ValueKind is JsonValueKind.Number && code.TryGetInt32(out int number) ? number : null;
    }

    /// <summary>Is let into the namespace, and begins the heartbeat of the version that the server shows.</summary>
    private async Task JoinAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        bool asks = _settings.Version is EngineVersion.V4 || (_settings.Version is EngineVersion.Auto && _engine.Handshake.MaxPayload is not null);
        if (_settings.Version is EngineVersion.Auto && !asks)
        {
            // Asked for 4, an old server sends its CONNECT by itself. To ask it would open the namespace twice.
            try
            {
                await _joined.Task.WaitAsync(VersionWait, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                asks = true;
            }
        }

        if (asks)
        {
            _engine.Send(AskForNamespace);
        }

        // The server of 4 pings from the open packet on.
        if (_settings.Version is not EngineVersion.Auto || asks)
        {
            _engine.Beat(isOurs: !asks);
        }

        bool namesAnId = await _joined.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_settings.Version is EngineVersion.Auto && !asks)
        {
            _engine.Beat(isOurs: !namesAnId);
        }
    }

    private ProviderException Refused(string how, int? status) =>
        new($"{_settings.Provider}: the connection of step '{_settings.Step}' {how}.", status, code: null, isTransient: status is null or >= 500 or 408 or 429)
        { Provider = _settings.Provider, Step = _settings.Step };
}
