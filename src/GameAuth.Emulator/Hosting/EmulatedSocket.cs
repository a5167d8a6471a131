using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GameAuth.Emulator.Hosting;

/// <summary>
/// The server's end of a WebSocket. What is sent is queued, so that it can be sent under the emulator's lock and leaves in that
/// order; it is there before the handshake is answered, so that a client which is connected is also known. Thread safe, but for
/// one reader.
/// </summary>
internal sealed class EmulatedSocket(Action abort, CancellationToken aborted, SocketWatch? watch = null)
{
    private const int LongestMessage = 64 * 1024;

    private readonly Channel<SocketFrame> _outgoing = Channel.CreateUnbounded<SocketFrame>(new UnboundedChannelOptions { SingleReader = true });

    private readonly TaskCompletionSource<WebSocket> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closed;
    private volatile bool _dropped;

    /// <summary>What is seen of the client's frames before they are read.</summary>
    public SocketWatch? Watch => watch;

    /// <summary>Ends when the connection does.</summary>
    public CancellationToken Aborted => aborted;

    public void Open(WebSocket socket) => _opened.TrySetResult(socket);

    public void Send(SocketFrame frame)
    {
        _closed |= frame.Close is not null;
        _outgoing.Writer.TryWrite(frame);
    }

    /// <summary>Ends the connection without a word.</summary>
    public void Drop()
    {
        _dropped = true;
        abort();
    }

    /// <summary>Hears what the client says, until the conversation is over. What comes after a close frame of the server's is not heard.</summary>
    /// <returns>How it ended, in words.</returns>
    public async Task<string> HearAsync(Func<string, Task> hear)
    {
        try
        {
            while (await ReceiveAsync().ConfigureAwait(false) is { } message)
            {
                if (!_closed) { await hear(message).ConfigureAwait(false); }
            }

            return _closed ? "the emulator closed" : "the client closed";
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            return _dropped ? "the emulator dropped the connection" : "the connection ended without a close frame";
        }
    }

    /// <summary>Sends what is queued, until the end of the conversation.</summary>
    public async Task PumpAsync()
    {
        WebSocket socket = await _opened.Task.WaitAsync(aborted).ConfigureAwait(false);
        await foreach (SocketFrame frame in _outgoing.Reader.ReadAllAsync(aborted).ConfigureAwait(false))
        {
            if (frame.Close is { } status)
            {
                await socket.CloseOutputAsync(status, frame.Reason, aborted).ConfigureAwait(false);
                return;
            }

            WebSocketMessageType type = frame.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
            await socket.SendAsync(frame.Bytes, type, endOfMessage: !frame.IsCut, aborted).ConfigureAwait(false);
            if (frame.IsCut) { Drop(); }
        }
    }

    /// <summary>No more is sent; what is queued still leaves.</summary>
    public void Finish() => _outgoing.Writer.TryComplete();

    /// <returns>The next text message, or null at the close frame. A binary or endless message ends the conversation.</returns>
    private async Task<string?> ReceiveAsync()
    {
        WebSocket socket = await _opened.Task.WaitAsync(aborted).ConfigureAwait(false);
        byte[] buffer = new byte[4096];
        using MemoryStream message = new();
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), aborted).ConfigureAwait(false);
            if (part.MessageType is WebSocketMessageType.Close) { return null; }
            message.Write(buffer, 0, part.Count);
            if (part.MessageType is WebSocketMessageType.Binary || message.Length > LongestMessage)
            {
                Send(SocketFrame.Closing(WebSocketCloseStatus.PolicyViolation, "text messages of up to 64 KiB"));
                return null;
            }

            if (part.EndOfMessage) { return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length); }
        }
    }
}

/// <summary>What the server sends over a WebSocket: a message, half of one, or the close frame.</summary>
internal sealed record SocketFrame
{
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    public bool IsBinary { get; private init; }

    /// <summary>The message has no end: the connection ends instead.</summary>
    public bool IsCut { get; private init; }

    public WebSocketCloseStatus? Close { get; private init; }

    public string? Reason { get; private init; }

    public static SocketFrame Of(JsonNode json) => new() { Bytes = JsonText.Write(json) };

    public static SocketFrame Text(string text) => new() { Bytes = Encoding.UTF8.GetBytes(text) };

    public static SocketFrame Closing(WebSocketCloseStatus status, string reason) => new() { Close = status, Reason = reason };

    /// <summary>What a fault made of an answer; a compressed body is no text.</summary>
    public static SocketFrame Of(Reply reply)
    {
        ReadOnlyMemory<byte> bytes = reply.ToBytes();
        return new SocketFrame
        {
            Bytes = reply.CutAfter is { } cut ? bytes[..cut] : bytes,
            IsCut = reply.CutAfter is not null,
            IsBinary = reply.Headers.Any(header => header.Key == "Content-Encoding"),
        };
    }
}

/// <summary>
/// An answer that is no answer but a conversation: the connection becomes a WebSocket, and this is what the server does on it.
/// A route of any provider may give it; see <see cref="Reply.Upgrade"/>.
/// </summary>
/// <param name="Protocol">The subprotocol that the server agrees to (RFC 6455 section 4.2.2); null for none.</param>
/// <param name="Converse">Begins before the handshake is answered, and runs until the conversation is over. When it throws, the connection ends without a close frame.</param>
internal sealed record SocketUpgrade(string? Protocol, Func<EmulatedSocket, Task> Converse);

/// <summary>Turns a request into a WebSocket and lets its provider talk, until one side has had enough.</summary>
internal static class SocketConversation
{
    public static async Task RunAsync(HttpContext context, SocketUpgrade upgrade, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach ((string name, string value) in headers) { context.Response.Headers.Append(name, value); }
        EmulatedSocket end = new(context.Abort, context.RequestAborted, context.Features.Get<IHttpUpgradeFeature>() as SocketWatch);
        try
        {
            Task conversation = upgrade.Converse(end);
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(upgrade.Protocol).ConfigureAwait(false);
            end.Open(socket);
            Task pump = end.PumpAsync();
            await conversation.ConfigureAwait(false);
            end.Finish();
            await pump.ConfigureAwait(false);
            if (socket.State is WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted).ConfigureAwait(false);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The client went away, or a fault ended the connection: its log has said so.
            context.Abort();
        }
    }
}
