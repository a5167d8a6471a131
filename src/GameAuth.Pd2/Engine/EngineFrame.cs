using System.Buffers;

namespace GameAuth.Pd2;

/// <summary>A frame on its way out. The outbox takes it over: it is begun once, or dropped, and its bytes are let go of in either case.</summary>
internal abstract class EngineFrame
{
    /// <summary>The whole frame, UTF-8.</summary>
    public abstract ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>It is about to be handed to the network; false when nobody wants it any more.</summary>
    public virtual bool TryBegin() => true;

    /// <summary>The connection is over and it was not begun.</summary>
    public virtual void Drop()
    {
    }

    /// <summary>Its bytes are no longer needed.</summary>
    public virtual void Release()
    {
    }
}

/// <summary>A packet without content of its own, which nobody waits for.</summary>
internal sealed class EngineSign(byte[] bytes) : EngineFrame
{
    public static readonly EngineSign Ping = new("2"u8.ToArray());
    public static readonly EngineSign Pong = new("3"u8.ToArray());

    public override ReadOnlyMemory<byte> Bytes => bytes;
}

/// <summary>Room for a frame, from the pool. What was written is wiped before it goes back, since it may be a token.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private const int FirstRoom = 512;

    private byte[] _room = [];
    private int _written;

    public ReadOnlyMemory<byte> Written => _room.AsMemory(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _room.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _room.AsSpan(_written);
    }

    public void Release()
    {
        if (_room.Length > 0)
        {
            _room.AsSpan(0, _written).Clear();
            ArrayPool<byte>.Shared.Return(_room);
            (_room, _written) = ([], 0);
        }
    }

    private void Reserve(int sizeHint)
    {
        int wanted = _written + Math.Max(sizeHint, 1);
        if (wanted > _room.Length)
        {
            byte[] more = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, Math.Max(FirstRoom, 2 * _room.Length)));
            int written = _written;
            _room.AsSpan(0, written).CopyTo(more);
            Release();
            (_room, _written) = (more, written);
        }
    }
}
