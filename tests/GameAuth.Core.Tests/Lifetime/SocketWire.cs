using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using GameAuth.Toy;

namespace GameAuth.Tests.Lifetime;

/// <summary>The way to the toy's server, which agrees to a WebSocket too: a test says what comes over it.</summary>
internal sealed class SocketWire(ToyServer server, ConcurrentQueue<SocketPeer> peers) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Headers.NonValidated.TryGetValues("Sec-WebSocket-Key", out System.Net.Http.Headers.HeaderStringValues key))
        {
            return server.AnswerAsync(request, cancellationToken);
        }

        SocketPeer peer = new();
        peers.Enqueue(peer);
        HttpResponseMessage opened = new(HttpStatusCode.SwitchingProtocols) { Content = new PeerContent(peer), RequestMessage = request };
        opened.Headers.Upgrade.ParseAdd("websocket");
        opened.Headers.Connection.Add("Upgrade");
#pragma warning disable CA5350 // RFC 6455 wants SHA-1.
        opened.Headers.Add("Sec-WebSocket-Accept", Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes($"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))));
#pragma warning restore CA5350
        return Task.FromResult(opened);
    }

    private sealed class PeerContent(SocketPeer peer) : HttpContent
    {
        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => peer;

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(peer);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <summary>The other end of a WebSocket, in memory. What the client says goes nowhere, its goodbye too.</summary>
internal sealed class SocketPeer : Stream
{
    private readonly Channel<byte[]> _frames = Channel.CreateUnbounded<byte[]>();
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Sends a message of one frame (RFC 6455 section 5.2).</summary>
    public void Send(string text) => _frames.Writer.TryWrite([0x81, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);

    /// <summary>Closes the connection with a word.</summary>
    public void SayGoodbye() => _frames.Writer.TryWrite([0x88, 0]);

    /// <summary>The network breaks.</summary>
    public void Break() => _frames.Writer.TryComplete(new IOException("The connection broke."));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_rest.IsEmpty)
        {
            _rest = await _frames.Reader.ReadAsync(cancellationToken);
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _frames.Writer.TryComplete(new ObjectDisposedException(nameof(SocketPeer)));
        base.Dispose(disposing);
    }
}
