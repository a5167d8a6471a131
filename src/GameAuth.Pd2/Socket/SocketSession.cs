using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>One connection of Socket.IO, 2 to 4, to the namespace <c>/</c>: events with and without acknowledgement. Safe for use from any thread.</summary>
internal sealed class SocketSession : EngineConnection
{
    // A server of Engine.IO 3 sends its CONNECT with the open packet; one of 4 that is too old to say its limit sends none until it is asked.
    private static readonly TimeSpan VersionWait = TimeSpan.FromSeconds(2);

    private static readonly EngineSign AskForNamespace = new("40"u8.ToArray());

    private readonly ISocketListener _listener;
    [SuppressMessage("Usage", "CA2213", Justification = "It is disposed where it ends.")]
    private readonly AckTable _acks;
    private readonly TaskCompletionSource<bool> _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _maxFrame;

    private SocketSession(AccountSocket socket, EngineSettings settings, ISocketListener listener, TimeProvider time, ILogger log)
        : base(socket, settings, time, log)
    {
        _listener = listener;
        _acks = new AckTable(time);
    }

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
        SocketSession session = new(socket, settings, listener, time, log);
        try
        {
            await session.OpenAsync(cancellationToken).ConfigureAwait(false);
            session._maxFrame = Math.Min(maxFrame, session.Handshake.MaxPayload is > 0 and int least ? least : maxFrame);
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
                $"{Settings.Provider}: a frame of step '{Settings.Step}' has {length} bytes, and the server takes {_maxFrame}; send less at once. Nothing was sent.")
            { Provider = Settings.Provider, Step = Settings.Step };
        }

        _acks.Add(pending, limit, cancellationToken);
        Send(pending);
        return pending.EndAsync();
    }

    public override async ValueTask CloseAsync()
    {
        await base.CloseAsync().ConfigureAwait(false);
        _acks.End();
    }

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        if (!SocketPacket.TryRead(message, out SocketPacket packet) || !packet.Space.IsEmpty)
        {
            SocketLog.Dropped(Log, Settings.Step, message.Length);
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
                    SocketLog.StrayAnswer(Log, Settings.Step);
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
                SocketLog.Disconnected(Log, Settings.Step);
                IsDisconnected = true;
                _joined.TrySetException(Refused("was ended by the server (41)", status: null));
                Abort();
                break;

            case SocketPacketType.Error:
                _joined.TrySetException(Refused("was refused by the server (44)", StatusOf(packet.Json)));
                break;

            default:
                SocketLog.Dropped(Log, Settings.Step, message.Length);
                break;
        }
    }

    protected override void OnLost()
    {
        base.OnLost();
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
        bool asks = Settings.Version is EngineVersion.V4 || (Settings.Version is EngineVersion.Auto && Handshake.MaxPayload is not null);
        if (Settings.Version is EngineVersion.Auto && !asks)
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
            Send(AskForNamespace);
        }

        // The server of 4 pings from the open packet on.
        if (Settings.Version is not EngineVersion.Auto || asks)
        {
            Beat(isOurs: !asks);
        }

        bool namesAnId = await _joined.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Settings.Version is EngineVersion.Auto && !asks)
        {
            Beat(isOurs: !namesAnId);
        }
    }

    private ProviderException Refused(string how, int? status) =>
        new($"{Settings.Provider}: the connection of step '{Settings.Step}' {how}.", status, code: null, isTransient: status is null or >= 500 or 408 or 429)
        { Provider = Settings.Provider, Step = Settings.Step };
}

/// <summary>Who hears of the events of a connection, in the order of the server; it must not block.</summary>
internal interface ISocketListener
{
    /// <param name="arguments">A JSON list, as it came: the name, then what belongs to it. Good until this returns.</param>
    void OnEvent(ReadOnlySpan<byte> arguments);
}
