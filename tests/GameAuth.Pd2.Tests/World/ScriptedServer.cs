using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace GameAuth.Pd2.Tests;

/// <summary>A WebSocket server on loopback that says what a test wants. By default it is one of Engine.IO 3 that answers every login, and whatever else its script answers.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string Open = """0{"sid":"synthetic","upgrades":[],"pingInterval":25000,"pingTimeout":20000}""";
    public const string OpenWithLimit = """0{"sid":"synthetic","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<ScriptedPeer> _all = [];
    private readonly Channel<ScriptedPeer> _peers = Channel.CreateUnbounded<ScriptedPeer>();
    private readonly Task _accepting;

    public ScriptedServer()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>What is said to a new connection.</summary>
    public string[] Greeting { get; set; } = [Open, "40"];

    /// <summary>Whether a login is answered by itself. Default true.</summary>
    public bool LetsIn { get; set; } = true;

    /// <summary>What is said to a frame, beside what logins and pings are answered; null for silence.</summary>
    public Func<ScriptedPeer, string, string?> Script { get; set; } = static (_, _) => null;

    /// <summary>The handshakes as they came.</summary>
    public ConcurrentQueue<string> Handshakes { get; } = [];

    /// <summary>The status lines that the next handshakes are answered with instead of an agreement.</summary>
    public ConcurrentQueue<string> Refusals { get; } = [];

    /// <summary>Every frame of every connection.</summary>
    public ConcurrentQueue<string> Frames { get; } = [];

    /// <summary>The id of a call, and what follows it.</summary>
    public static (string Id, string Arguments) Take(string frame)
    {
        int start = frame.IndexOf('[', StringComparison.Ordinal);
        return (frame[2..start], frame[start..]);
    }

    /// <summary>A script that answers each call with the same.</summary>
    public static Func<ScriptedPeer, string, string?> Answers(string arguments) => (_, frame) => $"43{Take(frame).Id}{arguments}";

    public Task<ScriptedPeer> NextAsync() => _peers.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (ScriptedPeer peer in _all)
        {
            peer.Drop();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                string handshake = await ReadHeadAsync(stream);
                Handshakes.Enqueue(handshake);
                if (Refusals.TryDequeue(out string? refusal))
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
                    return;
                }

                string key = handshake.Split("Sec-WebSocket-Key: ")[1].Split("\r\n")[0];
#pragma warning disable CA5350 // RFC 6455 wants SHA-1.
                string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
                ScriptedPeer peer = new(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true }), this);
                _all.Add(peer);
                _peers.Writer.TryWrite(peer);
                await peer.RunAsync();
            }
            catch (IOException)
            {
                // The client has gone.
            }
        }
    }

    private static async Task<string> ReadHeadAsync(Stream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append(await stream.ReadAsync(one) == 1 ? (char)one[0] : throw new IOException());
        }

        return head.ToString();
    }
}

/// <summary>The server's end of one connection.</summary>
internal sealed class ScriptedPeer(WebSocket socket, ScriptedServer server)
{
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly TaskCompletionSource _over = new();

    /// <summary>Done when the connection is over.</summary>
    public Task Over => _over.Task.WaitAsync(ScriptedServer.Patience);

    /// <summary>Whether the client has said goodbye.</summary>
    public bool WasClosed { get; private set; }

    /// <summary>The next frame that is neither a login nor a ping.</summary>
    public Task<string> NextAsync() => _received.Reader.ReadAsync().AsTask().WaitAsync(ScriptedServer.Patience);

    public bool HasMore => _received.Reader.TryPeek(out _);

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

    public Task SayBytesAsync(params byte[] bytes) => socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    /// <summary>Answers a frame of the client.</summary>
    public Task AnswerAsync(string frame, string arguments) => SayAsync($"43{ScriptedServer.Take(frame).Id}{arguments}");

    /// <summary>Ends the connection without a word.</summary>
    public void Drop() => socket.Abort();

    public async Task RunAsync()
    {
        byte[] buffer = new byte[64 << 10];
        using MemoryStream message = new();
        try
        {
            await SayAsync(server.Greeting);
            while (true)
            {
                WebSocketReceiveResult got = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (got.MessageType is WebSocketMessageType.Close)
                {
                    WasClosed = true;
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    break;
                }

                message.Write(buffer, 0, got.Count);
                if (got.EndOfMessage)
                {
                    string frame = Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
                    message.SetLength(0);
                    await TakeAsync(frame);
                }
            }
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // A test may end either side at any time.
        }

        socket.Dispose();
        _over.TrySetResult();
    }

    private async Task TakeAsync(string frame)
    {
        server.Frames.Enqueue(frame);
        if (server.LetsIn && frame.Contains("\"security/session\"", StringComparison.Ordinal))
        {
            await AnswerAsync(frame, """[null,{"accessToken":"synthetic-token"}]""");
            return;
        }

        _received.Writer.TryWrite(frame);
        if (frame.StartsWith("42", StringComparison.Ordinal) && server.Script(this, frame) is { } answer)
        {
            await SayAsync(answer);
        }
    }
}
