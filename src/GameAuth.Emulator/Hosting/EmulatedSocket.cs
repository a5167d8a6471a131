using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace GameAuth.Emulator.Hosting;

/// <summary>
/// The server's end of a WebSocket. What is sent is queued, so that it can be sent under the emulator's lock and leaves in that
/// order; it is there before the handshake is answered, so that a client which is connected is also known. Thread safe, but for
/// one reader.
/// </summary>
internal sealed class EmulatedSocket(Action abort, CancellationToken aborted)
{
    private const int LongestMessage = 64 * 1024;

    private readonly Channel<SocketFrame> _outgoing = Channel.CreateUnbounded<SocketFrame>(new UnboundedChannelOptions { SingleReader = true });

    private readonly TaskCompletionSource<WebSocket> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the connection does.</summary>
    public CancellationToken Aborted => aborted;

    public void Open(WebSocket socket) => _opened.TrySetResult(socket);

    public void Send(SocketFrame frame) => _outgoing.Writer.TryWrite(frame);

    /// <summary>Ends the connection without a word.</summary>
    public void Drop() => abort();

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
            if (frame.IsCut) Drop();
        }
    }

    /// <summary>No more is sent; what is queued still leaves.</summary>
    public void Finish() => _outgoing.Writer.TryComplete();

    /// <returns>The next text message, or null at the close frame. A binary or endless message ends the conversation.</returns>
    public async Task<string?> ReceiveAsync()
    {
        WebSocket socket = await _opened.Task.WaitAsync(aborted).ConfigureAwait(false);
        byte[] buffer = new byte[4096];
        using MemoryStream message = new();
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), aborted).ConfigureAwait(false);
            if (part.MessageType is WebSocketMessageType.Close) return null;
            message.Write(buffer, 0, part.Count);
            if (part.MessageType is WebSocketMessageType.Binary || message.Length > LongestMessage)
            {
                Send(SocketFrame.Closing(WebSocketCloseStatus.PolicyViolation, "text messages of up to 64 KiB"));
                return null;
            }

            if (part.EndOfMessage) return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
        }
    }
}
