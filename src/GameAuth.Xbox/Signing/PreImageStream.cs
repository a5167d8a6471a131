using System.Buffers;

namespace GameAuth.Xbox;

/// <summary>A pre-image in a pooled buffer, whose body part is written by the content itself; beyond the policy's limit it is dropped.</summary>
internal sealed class PreImageStream : Stream
{
    private byte[] _buffer;
    private int _length;
    private long _bodyLeft;

    public PreImageStream(XboxSignaturePolicy policy, DateTimeOffset at, scoped in XboxSigningInput head)
    {
        _bodyLeft = policy.MaxBodyBytes;
        _buffer = ArrayPool<byte>.Shared.Rent(XboxSignaturePreImage.GetHeadLength(head) + 1);
        _length = XboxSignaturePreImage.WriteHead(policy, at, head, _buffer);
    }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the body.</summary>
    public void Complete() => Append([0]);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ReadOnlySpan<byte> part = buffer.Length > _bodyLeft ? buffer[..(int)_bodyLeft] : buffer;
        _bodyLeft -= part.Length;
        Append(part);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Release(_buffer, _length);
        (_buffer, _length) = ([], 0);
        base.Dispose(disposing);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int needed = checked(_length + bytes.Length);
        if (needed > _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(needed + 1);
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Release(_buffer, _length);
            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }

    // The pool's next user must not find the Authorization header.
    private static void Release(byte[] buffer, int used)
    {
        buffer.AsSpan(0, used).Clear();
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
