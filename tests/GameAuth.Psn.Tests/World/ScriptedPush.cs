using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace GameAuth.Psn.Tests;

/// <summary>The hosts of push, in memory: strict about the handshake, silent until a test speaks.</summary>
internal sealed class ScriptedPush
{
    public const string Host = "44-0-0-1-pushcl.np.communication.playstation.net";
    public const string Protocol = "np-pushpacket";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Needed =
        ["X-PSN-APP-TYPE", "X-PSN-APP-VER", "X-PSN-OS-VER", "X-PSN-PROTOCOL-VERSION", "X-PSN-KEEP-ALIVE-STATUS-TYPE", "X-PSN-RECONNECTION"];

    private readonly Channel<PushPeer> _peers = Channel.CreateUnbounded<PushPeer>();

    /// <summary>What the host that hands out connections says.</summary>
    public string Address { get; set; } = $$$"""{"fqdn":"{{{Host}}}","keepAliveStatus":{"clientKeepAliveInterval":60000,"clientKeepAliveTimeout":60000,"serverKeepAliveTimeout":30000,"serverPresenceTimeout":30000}}""";

    /// <summary>Whether nothing is read after the handshake, so that no ping is answered.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>The subprotocol that is agreed to.</summary>
    public string Agreed { get; set; } = Protocol;

    /// <summary>The pings that came, of all connections.</summary>
    public int Pings => _pings;

    private int _pings;

    /// <summary>The next connection.</summary>
    public Task<PushPeer> NextAsync() => _peers.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public HttpResponseMessage Answer(SentCall call, Action<bool, string> demand)
    {
        if (call.Step == "push-address")
        {
            demand(call.Query.Keys.Order(StringComparer.Ordinal).SequenceEqual(["fields", "keepAliveStatusType", "version"]), "the address is not asked for as it should be");
            return ScriptedAnswer.Json(200, Address);
        }

        demand(call.Address.AbsolutePath == "/np/pushNotification" && call.Address.Host == Host, "the connection goes elsewhere");
        demand(call.Headers.GetValueOrDefault("Sec-WebSocket-Protocol") == Protocol, "the subprotocol is missing");
        foreach (string name in Needed)
        {
            demand(call.Headers.GetValueOrDefault(name) is { Length: > 0 }, $"the header {name} is missing");
        }

#pragma warning disable CA5350 // RFC 6455 wants SHA-1.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(call.Headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        (Stream ours, Stream theirs) = MemoryStreams.Pair(OnSent);
        HttpResponseMessage opened = new(HttpStatusCode.SwitchingProtocols) { Content = new DuplexContent(theirs) };
        opened.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        opened.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        opened.Headers.TryAddWithoutValidation("Sec-WebSocket-Accept", accept);
        opened.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", Agreed);
        PushPeer peer = new(WebSocket.CreateFromStream(ours, new WebSocketCreationOptions { IsServer = true, SubProtocol = Agreed }));
        _ = IsDeaf ? Task.CompletedTask : Task.Run(peer.RunAsync);
        _peers.Writer.TryWrite(peer);
        return opened;
    }

    // A client's ping stands in a write of its own.
    private void OnSent(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span is [0x89, 0x80, ..] && bytes.Length == 6)
        {
            Interlocked.Increment(ref _pings);
        }
    }

    /// <summary>A content that is both ends of a connection.</summary>
    private sealed class DuplexContent(Stream stream) : HttpContent
    {
        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => stream;

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(stream);

        protected override Task SerializeToStreamAsync(Stream target, TransportContext? context) => throw new NotSupportedException();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <summary>The server's end of one connection: what came, and what is said.</summary>
internal sealed class PushPeer(WebSocket socket)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the client has gone.</summary>
    public Task Over => _over.Task.WaitAsync(Patience);

    public bool WasClosed { get; private set; }

    /// <summary>The next message of the client.</summary>
    public Task<string> NextAsync() => _received.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>What the client has sent and nobody has looked at.</summary>
    public int Unread => _received.Reader.Count;

    public async Task SayAsync(params string[] messages)
    {
        foreach (string message in messages)
        {
            await SayAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text);
        }
    }

    public Task SayAsync(byte[] message, WebSocketMessageType type) => socket.SendAsync(message, type, endOfMessage: true, CancellationToken.None).WaitAsync(Patience);

    /// <summary>Ends the connection without a word.</summary>
    public void Drop() => socket.Abort();

    /// <summary>Says goodbye.</summary>
    public Task CloseAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    public async Task RunAsync()
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } got)
            {
                _received.Writer.TryWrite(Encoding.UTF8.GetString(buffer, 0, got.Count));
            }

            WasClosed = true;
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // A test may end either side at any time.
        }

        socket.Dispose();
        _over.TrySetResult();
    }
}

/// <summary>Two streams, of which each reads what the other one writes.</summary>
internal static class MemoryStreams
{
    /// <param name="onSent">Hears every write of the second one.</param>
    public static (Stream First, Stream Second) Pair(Action<ReadOnlyMemory<byte>> onSent)
    {
        Pipe there = new(new PipeOptions(useSynchronizationContext: false));
        Pipe back = new(new PipeOptions(useSynchronizationContext: false));
        return (new End(there.Reader, back.Writer, static _ => { }), new End(back.Reader, there.Writer, onSent));
    }

    private sealed class End(PipeReader reader, PipeWriter writer, Action<ReadOnlyMemory<byte>> onSent) : Stream
    {
        private readonly Stream _in = reader.AsStream();
        private readonly CancellationTokenSource _ended = new();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // As a socket does, it wakes who reads when it is closed.
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
            try
            {
                return await _in.ReadAsync(buffer, either.Token);
            }
            catch (Exception closed) when (_ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested && closed is OperationCanceledException or InvalidOperationException)
            {
                throw new IOException("The connection was closed.");
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            onSent(buffer);
            if (_ended.IsCancellationRequested || (await writer.WriteAsync(buffer, cancellationToken)).IsCompleted)
            {
                throw new IOException("The connection was closed.");
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_ended.IsCancellationRequested)
            {
                _ended.Cancel();
                writer.Complete();
                reader.CancelPendingRead();
                reader.Complete();
            }

            base.Dispose(disposing);
        }
    }
}
