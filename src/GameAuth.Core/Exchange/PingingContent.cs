using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>The content of an answer that opens a WebSocket, with pings (RFC 6455 section 5.5.2) by the host's clock: the pings of .NET's own socket go by the system's, which nothing can move.</summary>
/// <param name="inner">The content that the answer came with.</param>
/// <param name="interval">How often the server is pinged.</param>
/// <param name="timeout">How long a ping may stay without a sign of life.</param>
/// <param name="time">The clock.</param>
internal sealed class PingingContent(HttpContent inner, TimeSpan interval, TimeSpan timeout, TimeProvider time) : HttpContent
{
    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => new PingingStream(inner.ReadAsStream(cancellationToken), interval, timeout, time);

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(CreateContentReadStream(CancellationToken.None));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException("A socket is not copied.");

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>The bytes of a WebSocket's client, with pings between its frames. Whatever comes from the server is a sign of life; a ping without one ends the stream.</summary>
internal sealed class PingingStream : Stream
{
    private const byte FinalPing = 0x89;
    private const byte MaskedEmpty = 0x80;
    private const int MaskLength = 4;

    private readonly Stream _inner;
    private readonly TimeSpan _timeout;
    [SuppressMessage("Usage", "CA2213", Justification = "Without a wait handle there is nothing to let go of, and who still waits must be able to.")]
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ITimer _pings;
    private readonly ITimer _silence;
    private int _waits;

    public PingingStream(Stream inner, TimeSpan interval, TimeSpan timeout, TimeProvider time)
    {
        _inner = inner;
        _timeout = timeout;
        _silence = time.CreateTimer(static state => ((PingingStream)state!).OnSilence(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pings = time.CreateTimer(static state => ((PingingStream)state!).OnPing(), this, interval, interval);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0 && Interlocked.Exchange(ref _waits, 0) != 0)
        {
            _silence.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        return read;
    }

    // The socket writes a frame at a time, so that what stands between two writes stands between two frames.
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override void Flush() => _inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A socket is read without blocking.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A socket is written without blocking.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pings.Dispose();
            _silence.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void OnPing()
    {
        if (Interlocked.Exchange(ref _waits, 1) == 0)
        {
            _silence.Change(_timeout, Timeout.InfiniteTimeSpan);
        }

        _ = PingAsync();
    }

    private async Task PingAsync()
    {
        // An empty payload has nothing to mask, but the mask itself has to be there and not to be foreseen (section 5.3).
        byte[] ping = [FinalPing, MaskedEmpty, .. RandomNumberGenerator.GetBytes(MaskLength)];
        try
        {
            await WriteAsync(ping).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Who reads the socket hears of it.
        }
    }

    private void OnSilence()
    {
        if (Volatile.Read(ref _waits) != 0)
        {
            Dispose();
        }
    }
}
