using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace GameAuth.ProviderContract;

/// <summary>The content of an answer that opens a WebSocket, with an ear on what the client sends.</summary>
internal sealed class SocketTap(HttpContent inner, ConcurrentQueue<string> frames) : HttpContent
{
    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => new Ear(inner.ReadAsStream(cancellationToken), new FrameReader(frames));

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

    private sealed class Ear(Stream inner, FrameReader reader) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count)
        {
            reader.Take(buffer.AsSpan(offset, count));
            inner.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            reader.Take(buffer.Span);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    /// <summary>Puts the messages of a client together from its bytes (RFC 6455 section 5.2), masked as they are.</summary>
    private sealed class FrameReader(ConcurrentQueue<string> frames)
    {
        private readonly List<byte> _bytes = [];
        private readonly List<byte> _message = [];

        public void Take(ReadOnlySpan<byte> sent)
        {
            lock (_bytes)
            {
                _bytes.AddRange(sent);
                while (TryTakeFrame())
                {
                }
            }
        }

        private bool TryTakeFrame()
        {
            ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes);
            if (bytes.Length < 2)
            {
                return false;
            }

            int extended = (bytes[1] & 0x7f) switch { 126 => 2, 127 => 8, _ => 0 };
            int mask = (bytes[1] & 0x80) == 0 ? 0 : 4;
            int head = 2 + extended + mask;
            if (bytes.Length < head)
            {
                return false;
            }

            int length = extended switch
            {
                0 => bytes[1] & 0x7f,
                2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
                _ => (int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]),
            };
            if (bytes.Length < head + length)
            {
                return false;
            }

            // Opcodes from 8 are pings, pongs and the goodbye.
            if ((bytes[0] & 0x0f) < 8)
            {
                for (int i = 0; i < length; i++)
                {
                    _message.Add((byte)(bytes[head + i] ^ (mask == 0 ? 0 : bytes[2 + extended + (i % 4)])));
                }

                if ((bytes[0] & 0x80) != 0)
                {
                    frames.Enqueue(Encoding.UTF8.GetString([.. _message]));
                    _message.Clear();
                }
            }

            _bytes.RemoveRange(0, head + length);
            return true;
        }
    }
}
