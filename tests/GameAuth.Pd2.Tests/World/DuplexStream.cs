using System.Threading.Channels;

namespace GameAuth.Pd2.Tests;

/// <summary>One end of a connection in memory.</summary>
internal sealed class DuplexStream(ChannelReader<byte[]> from, ChannelWriter<byte[]> to) : Stream
{
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Both ends.</summary>
    public static (Stream Client, Stream Server) Create()
    {
        Channel<byte[]> up = Channel.CreateUnbounded<byte[]>();
        Channel<byte[]> down = Channel.CreateUnbounded<byte[]>();
        return (new DuplexStream(down.Reader, up.Writer), new DuplexStream(up.Reader, down.Writer));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty)
        {
            if (!await from.WaitToReadAsync(cancellationToken))
            {
                return 0;
            }

            if (from.TryRead(out byte[]? more))
            {
                _rest = more;
            }
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        to.TryWrite(buffer.ToArray()) ? ValueTask.CompletedTask : throw new IOException("The connection is closed.");

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        to.TryComplete();
        base.Dispose(disposing);
    }
}

/// <summary>What an answer that opens a socket is: a stream in both directions.</summary>
internal sealed class StreamHalf(Stream stream) : HttpContent
{
    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => stream;

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(stream);

    protected override Task SerializeToStreamAsync(Stream target, System.Net.TransportContext? context) => throw new NotSupportedException("A socket is not copied.");

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
