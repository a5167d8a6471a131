using Microsoft.AspNetCore.Http.Features;

namespace GameAuth.Emulator.Hosting;

/// <summary>
/// Sees what the WebSocket class keeps to itself: the pings of the client, which are answered by themselves, and when the last frame came. It can also hold back all that comes, so that
/// nothing is answered though the connection lives. It stands between the server and the WebSocket; thread safe.
/// </summary>
internal sealed class SocketWatch(IHttpUpgradeFeature live) : IHttpUpgradeFeature
{
    private readonly FrameHeaders _headers = new();
    private volatile TaskCompletionSource? _hold;

    public bool IsUpgradableRequest => live.IsUpgradableRequest;

    /// <summary>Is called for each frame of the client's as its header is read, with the opcode (RFC 6455 section 5.2).</summary>
    public Action<int>? Arrived { get; set; }

    public async Task<Stream> UpgradeAsync() => new WatchedStream(await live.UpgradeAsync().ConfigureAwait(false), this);

    /// <summary>From now on nothing that the client sends is seen.</summary>
    public void Hold() => _hold ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask SeeAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_hold is { } hold) { await hold.Task.WaitAsync(cancellationToken).ConfigureAwait(false); }
        foreach (int opcode in _headers.In(bytes.Span)) { Arrived?.Invoke(opcode); }
    }

    /// <summary>Passes everything on, and shows what was read.</summary>
    private sealed class WatchedStream(Stream live, SocketWatch watch) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int length = await live.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            await watch.SeeAsync(buffer[..length], cancellationToken).ConfigureAwait(false);
            return length;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => live.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => live.WriteAsync(buffer, offset, count, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => live.FlushAsync(cancellationToken);

        public override void Flush() => live.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) { live.Dispose(); }
            base.Dispose(disposing);
        }
    }
}

/// <summary>Finds the headers of frames in a stream of bytes that comes in pieces (RFC 6455 section 5.2).</summary>
internal sealed class FrameHeaders
{
    private readonly byte[] _header = new byte[14];
    private int _have;
    private long _payload;

    /// <returns>The opcodes of the frames whose header ends in these bytes.</returns>
    public IReadOnlyList<int> In(ReadOnlySpan<byte> bytes)
    {
        List<int> opcodes = [];
        while (bytes.Length > 0)
        {
            if (_payload > 0)
            {
                int skipped = (int)Math.Min(_payload, bytes.Length);
                _payload -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            _header[_have++] = bytes[0];
            bytes = bytes[1..];
            if (_have < Size()) { continue; }
            opcodes.Add(_header[0] & 0x0F);
            _payload = PayloadLength();
            _have = 0;
        }

        return opcodes;
    }

    private int Size()
    {
        if (_have < 2) { return 2; }
        int length = (_header[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 };
        return 2 + length + ((_header[1] & 0x80) != 0 ? 4 : 0);
    }

    private long PayloadLength()
    {
        int length = _header[1] & 0x7F;
        int bytes = length switch { 126 => 2, 127 => 8, _ => 0 };
        if (bytes == 0) { return length; }
        long value = 0;
        foreach (byte one in _header.AsSpan(2, bytes)) { value = (value << 8) | one; }
        // A length with its highest bit set is against the protocol, and the WebSocket ends for it.
        return Math.Max(0, value);
    }
}
