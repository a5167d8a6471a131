using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace GameAuth.Server;

/// <summary>Sends the frames of one socket in their order, and closes it. It holds no more frames than its queue has room for. Safe for use from any thread.</summary>
internal sealed class RealtimeSender(WebSocket socket, int queue, TimeProvider time) : IDisposable
{
    // A client that does not answer the close frame is cut off after this.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(queue) { SingleReader = true });

    [SuppressMessage("Usage", "CA2213", Justification = "Without a timer and a wait handle there is nothing to free, and the grace may end at the moment of the end: a timer's callback that throws ends the process.")]
    private readonly CancellationTokenSource _cutOff = new();

    private Ending? _ending;
    private ITimer? _grace;

    /// <summary>Whether the close was begun: nothing is sent any more but its error.</summary>
    public bool IsClosing => Volatile.Read(ref _ending) is not null;

    /// <summary>Ends when the client is cut off.</summary>
    public CancellationToken CutOff => _cutOff.Token;

    /// <summary>Puts a frame behind the others.</summary>
    /// <returns>False where there is no room, or the close was begun.</returns>
    public bool TrySend(byte[] frame) => !IsClosing && _frames.Writer.TryWrite(frame);

    /// <summary>Begins the close: what waits is sent, then the error, then the close frame. Where the queue is full, what waits is left out.</summary>
    /// <returns>False where it was begun before.</returns>
    public bool Close(int code, string reason, byte[]? error)
    {
        if (Interlocked.CompareExchange(ref _ending, new Ending(code, reason, error), null) is not null)
        {
            return false;
        }

        _grace = time.CreateTimer(static sender => ((RealtimeSender)sender!)._cutOff.Cancel(), this, Grace, Timeout.InfiniteTimeSpan);
        _frames.Writer.TryComplete();
        return true;
    }

    /// <summary>Sends until the close.</summary>
    public async Task RunAsync()
    {
        try
        {
            await foreach (byte[] frame in _frames.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                if (IsClosing && _frames.Reader.Count >= queue - 1)
                {
                    break;
                }

                await SendAsync(frame).ConfigureAwait(false);
            }

            if (_ending is { } ending)
            {
                if (ending.Error is not null)
                {
                    await SendAsync(ending.Error).ConfigureAwait(false);
                }

                await socket.CloseOutputAsync((WebSocketCloseStatus)ending.Code, ending.Reason, _cutOff.Token).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone; whoever reads finds it too.
            Close((int)WebSocketCloseStatus.Empty, "", error: null);
            await _cutOff.CancelAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => _grace?.Dispose();

    private Task SendAsync(byte[] frame) => socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, _cutOff.Token);

    private sealed record Ending(int Code, string Reason, byte[]? Error);
}
