using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace GameAuth.Xbox.Tests;

/// <summary>The server's end of one connection: what came, and what is said.</summary>
internal sealed class RtaPeer(WebSocket socket, RtaServer server)
{
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly TaskCompletionSource _over = new();

    /// <summary>Done when the connection is over; true when the client said goodbye.</summary>
    public Task Over => _over.Task;

    public bool WasClosed { get; private set; }

    public int LastId { get; set; }

    /// <summary>The next frame of the client.</summary>
    public async Task<string> NextAsync() => await _received.Reader.ReadAsync().AsTask().WaitAsync(RtaServer.Patience);

    /// <summary>What the client has sent and nobody has looked at.</summary>
    public string[] Rest()
    {
        List<string> rest = [];
        while (_received.Reader.TryRead(out string? frame))
        {
            rest.Add(frame);
        }

        return [.. rest];
    }

    public async Task SayAsync(params string[] frames)
    {
        await _sending.WaitAsync();
        try
        {
            foreach (string frame in frames)
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Ends the connection without a word.</summary>
    public void Drop() => socket.Abort();

    /// <summary>Ends the connection as the service does after two hours.</summary>
    public Task CloseAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    public async Task RunAsync()
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            while (true)
            {
                WebSocketReceiveResult got = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (got.MessageType is WebSocketMessageType.Close)
                {
                    WasClosed = true;
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    break;
                }

                string frame = Encoding.UTF8.GetString(buffer, 0, got.Count);
                _received.Writer.TryWrite(frame);
                await SayAsync([.. server.Script(this, JsonDocument.Parse(frame).RootElement)]);
            }
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // A test may end either side at any time.
        }

        socket.Dispose();
        _over.TrySetResult();
    }
}
