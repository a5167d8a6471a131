using System.Buffers.Text;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.SocketIo;

/// <summary>
/// One connection of Engine.IO revision 3 or 4 over WebSocket: the open packet, the heartbeat, and messages both ways. In revision 3 the client pings,
/// and a binary message begins with its packet type; in revision 4 the server pings, and binary is bare.
/// </summary>
internal sealed class EngineSession(EngineSettings settings, int revision, EmulatedSocket socket)
{
    private const byte Message = (byte)'4';

    private static readonly SocketFrame TooLong = SocketFrame.Closing(WebSocketCloseStatus.MessageTooBig, "");
    private static readonly SocketFrame Ping = SocketFrame.Text("2");

    private TaskCompletionSource _pong = new();
    private long _lastSeen = settings.Time.GetUtcNow().UtcTicks;
    private volatile string? _closed;

    public string Id { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));

    public int Revision => revision;

    public EmulatedSocket Socket => socket;

    /// <summary>Ends when the connection does.</summary>
    public CancellationToken Aborted => socket.Aborted;

    /// <summary>Runs until one side has had enough.</summary>
    public async Task RunAsync(IEngineApplication application)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(socket.Aborted);
        socket.Send(SocketFrame.Text("0" + Handshake().ToJsonString()));
        application.Opened();
        Task heart = BeatAsync(over.Token);
        string why = "the emulator failed";
        try
        {
            while (await socket.ReceiveAsync(settings.MaxPayload, TooLong).ConfigureAwait(false) is { } message)
            {
                // What comes after the end is not heard.
                if (_closed is null) { Handle(message, application); }
            }

            why = _closed ?? "the client closed";
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            why = _closed ?? "the connection ended without a close frame";
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await heart.ConfigureAwait(false);
            application.Closed(why);
        }
    }

    /// <summary>Sends a message packet as it is: its type, <c>4</c>, is its first byte.</summary>
    public void Send(ReadOnlyMemory<byte> packet) => socket.Send(SocketFrame.Utf8(packet));

    public void SendBinary(ReadOnlyMemory<byte> bytes) =>
        socket.Send(SocketFrame.Binary(revision == 3 ? (byte[])[4, .. bytes.Span] : bytes));

    /// <summary>Ends the conversation with a close frame.</summary>
    public void Close(string why)
    {
        if (Interlocked.CompareExchange(ref _closed, why, null) is null) { socket.Send(SocketFrame.Closing(WebSocketCloseStatus.NormalClosure, "")); }
    }

    /// <summary>Ends the connection without a word.</summary>
    public void Drop(string why)
    {
        Interlocked.CompareExchange(ref _closed, why, null);
        socket.Drop();
    }

    private JsonObject Handshake()
    {
        JsonObject open = new()
        {
            ["sid"] = Id, ["upgrades"] = new JsonArray(),
            ["pingInterval"] = (long)settings.PingInterval.TotalMilliseconds, ["pingTimeout"] = (long)settings.PingTimeout.TotalMilliseconds,
        };
        if (revision == 4) { open["maxPayload"] = settings.MaxPayload; }
        return open;
    }

    private void Handle(SocketMessage message, IEngineApplication application)
    {
        Volatile.Write(ref _lastSeen, settings.Time.GetUtcNow().UtcTicks);
        ReadOnlyMemory<byte> bytes = message.Bytes;
        if (message.IsBinary)
        {
            if (revision == 4) { application.Received(message); }
            else if (bytes is { Length: > 0 } && bytes.Span[0] == 4) { application.Received(message with { Bytes = bytes[1..] }); }
            else { Close("a binary message without its packet type"); }
            return;
        }

        switch (bytes.IsEmpty ? default : bytes.Span[0])
        {
            case Message: application.Received(message with { Bytes = bytes[1..] }); break;
            case (byte)'1': Close("the client closed"); break;
            case (byte)'2' when revision == 3: socket.Send(SocketFrame.Utf8((byte[])[(byte)'3', .. bytes.Span[1..]])); break;
            case (byte)'3' when revision == 4: _pong.TrySetResult(); break;
            case (byte)'3' or (byte)'5' or (byte)'6': break;
            case (byte)'2': Close("a ping from the wrong side"); break;
            default: Close("no packet of Engine.IO"); break;
        }
    }

    private async Task BeatAsync(CancellationToken over)
    {
        try
        {
            await (revision == 3 ? AwaitPingsAsync(over) : SendPingsAsync(over)).ConfigureAwait(false);
            Close("ping timeout");
            // A dead client does not answer a close frame either.
            await Task.Delay(settings.PingTimeout, settings.Time, over).ConfigureAwait(false);
            socket.Drop();
        }
        catch (OperationCanceledException)
        {
            // The connection ended first.
        }
    }

    private async Task AwaitPingsAsync(CancellationToken over)
    {
        TimeSpan limit = settings.PingInterval + settings.PingTimeout;
        TimeSpan left = limit;
        while (left > TimeSpan.Zero)
        {
            await Task.Delay(left, settings.Time, over).ConfigureAwait(false);
            await socket.ThawedAsync().ConfigureAwait(false);
            left = limit - TimeSpan.FromTicks(settings.Time.GetUtcNow().UtcTicks - Volatile.Read(ref _lastSeen));
        }
    }

    private async Task SendPingsAsync(CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(settings.PingInterval, settings.Time, over).ConfigureAwait(false);
            await socket.ThawedAsync().ConfigureAwait(false);
            TaskCompletionSource pong = _pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            socket.Send(Ping);
            try
            {
                await pong.Task.WaitAsync(settings.PingTimeout, settings.Time, over).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                await socket.ThawedAsync().ConfigureAwait(false);
                if (!pong.Task.IsCompleted) { return; }
            }
        }
    }
}

/// <summary>What stands above Engine.IO. It is called by one reader at a time.</summary>
internal interface IEngineApplication
{
    void Opened();

    /// <param name="message">The message without its packet type; its bytes are good during the call.</param>
    void Received(SocketMessage message);

    void Closed(string why);
}

/// <summary>How an Engine.IO server is set up.</summary>
/// <param name="Time">What the heartbeat goes by.</param>
/// <param name="PingInterval">The time between two pings.</param>
/// <param name="PingTimeout">How long a pong may take.</param>
/// <param name="MaxPayload">The longest message that is taken, in bytes.</param>
internal sealed record EngineSettings(TimeProvider Time, TimeSpan PingInterval, TimeSpan PingTimeout, int MaxPayload);

/// <summary>The HTTP side of a connection's begin: which requests become one, and what the others are told.</summary>
/// <param name="speaks4">Whether the server is one of revision 4; a server of revision 3 takes every <c>EIO</c> and speaks 3.</param>
/// <param name="takes3">Whether a server of revision 4 also takes clients of 3.</param>
internal sealed class EngineHandshake(bool speaks4, bool takes3)
{
    /// <returns>The revision that the connection speaks, or the refusal.</returns>
    public (int Revision, Reply? Refusal) Read(Exchange exchange)
    {
        string transport = exchange.Query["transport"].ToString();
        bool asksFor4 = exchange.Query["EIO"] == "4";
        if (transport != "websocket") { return (0, Refuse(exchange, 0, "Transport unknown", transport == "polling" ? "polling: this emulator serves the WebSocket transport alone" : "no transport that is known")); }
        if (exchange.Query.ContainsKey("sid")) { return (0, Refuse(exchange, 1, "Session ID unknown", "an upgrade of a session that is none")); }
        if (!exchange.IsSocketRequest) { return (0, Refuse(exchange, 3, "Bad request", "the request is no WebSocket handshake")); }
        if (!speaks4) { return (3, null); }
        if (asksFor4) { return (4, null); }
        return takes3 ? (3, null) : (0, Refuse(exchange, 5, "Unsupported protocol version", "EIO must be 4"));
    }

    private static Reply Refuse(Exchange exchange, int code, string message, string why) =>
        exchange.Refuse(400, why, new JsonObject { ["code"] = code, ["message"] = message }).With("X-Engine-Error", code.ToString(CultureInfo.InvariantCulture));
}
